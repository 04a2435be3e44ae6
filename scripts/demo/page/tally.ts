/** What came of one request. */
export interface Visit {
  /** When the answer came, in milliseconds of a clock that never goes back. */
  at: number;
  /** How long the answer took, in milliseconds. */
  took: number;
  /** The HTTP status; 0 if nothing came. */
  status: number;
  /** Who answered; undefined if no task did: the load balancer by itself, or nobody. */
  by?: { version: string; task: string };
}

/** How often somebody answered. */
export interface Share {
  name: string;
  answers: number;
  errors: number;
}

export interface VersionShare extends Share {
  tasks: Share[];
}

/** The last minute. */
export interface Summary {
  answers: number;
  perSecond: number;
  errors: number;
  /** Half of the answers took at most that long, in milliseconds. */
  median: number;
  /** In the order in which they were first seen, and so are their tasks. */
  versions: VersionShare[];
  /** Requests that no task answered. */
  unanswered: number;
}

/** How far the page looks back, in seconds. */
export const SECONDS = 60;
/** Rates are of that many seconds: long enough to be steady, short enough to follow. */
const RATE_SECONDS = 5;

export const isError = ({ status }: Visit): boolean => status === 0 || status >= 500;

/** Remembers the visits of the last minute, and in which order versions and tasks were first seen. */
export class Tally {
  #visits: Visit[] = [];
  readonly #seen = new Map<string, string[]>();

  /** @returns whether this is the first answer of its version */
  add(visit: Visit): boolean {
    this.#visits.push(visit);
    if (visit.by === undefined) return false;
    const { version, task } = visit.by;
    const tasks = this.#seen.get(version);
    if (tasks === undefined) this.#seen.set(version, [task]);
    else if (!tasks.includes(task)) tasks.push(task);
    return tasks === undefined;
  }

  /** Which version this is, and which task of it, in the order in which they were first seen; 0 is the first. */
  place({ version, task }: { version: string; task: string }): { version: number; task: number } {
    return { version: [...this.#seen.keys()].indexOf(version), task: this.#seen.get(version)?.indexOf(task) ?? -1 };
  }

  summary(now: number): Summary {
    this.#visits = this.#visits.filter(({ at }) => at > now - SECONDS * 1000);
    const visits = this.#visits;
    const recent = visits.filter(({ at }) => at > now - RATE_SECONDS * 1000);
    const times = recent.map(({ took }) => took).sort((a, b) => a - b);
    return {
      ...count('', visits),
      perSecond: recent.length / RATE_SECONDS,
      median: times[Math.floor((times.length - 1) / 2)] ?? 0,
      unanswered: visits.filter(({ by }) => by === undefined).length,
      versions: [...this.#seen].flatMap(([version, seen]) => {
        const own = visits.filter(({ by }) => by?.version === version);
        const tasks = seen.map((task) =>
          count(
            task,
            own.filter(({ by }) => by?.task === task),
          ),
        );
        return own.length === 0 ? [] : [{ ...count(version, own), tasks: tasks.filter(({ answers }) => answers > 0) }];
      }),
    };
  }

  /** The visits of each of the last 60 seconds, the oldest second first. Within a second they stand by version and task. */
  columns(now: number): Visit[][] {
    const second = Math.floor(now / 1000);
    const columns: Visit[][] = Array.from({ length: SECONDS }, () => []);
    for (const visit of this.#visits) columns[Math.floor(visit.at / 1000) - second + SECONDS - 1]?.push(visit);
    const rank = ({ by }: Visit): number => {
      if (by === undefined) return Number.MAX_SAFE_INTEGER;
      const { version, task } = this.place(by);
      return version * 1000 + task;
    };
    return columns.map((column) => column.sort((a, b) => rank(a) - rank(b)));
  }
}

const count = (name: string, visits: Visit[]): Share => ({
  name,
  answers: visits.length,
  errors: visits.filter(isError).length,
});
