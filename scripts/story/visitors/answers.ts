/** What one visitor saw. */
export interface SeenAnswer {
  /** The HTTP status; 0 if no answer came. */
  status: number;
  /** The version and the task that answered; undefined if no task of the demonstration did. */
  version?: string;
  task?: string;
  /** Why no answer came, as Node.js calls it. */
  error?: string;
  /** The request was sent twice, because its idle connection was closed while it was on its way. */
  askedAgain?: true;
}

/** The answers of a span of time, in the order in which they came. Every question about them is asked here. */
export class SeenAnswers {
  readonly all: readonly SeenAnswer[];

  constructor(all: readonly SeenAnswer[]) {
    this.all = all;
  }

  get count(): number {
    return this.all.length;
  }

  /** Those that are no success, and do not come from that version. */
  failed(exceptOf?: string): SeenAnswer[] {
    return this.all.filter(({ status, version }) => status !== 200 && (version === undefined || version !== exceptOf));
  }

  /** How many requests were sent twice. */
  get askedAgain(): number {
    return this.all.filter(({ askedAgain }) => askedAgain).length;
  }

  /** The versions that answered, in the order in which they first did. */
  get versions(): string[] {
    return distinct(this.all.map(({ version }) => version));
  }

  /** The tasks that answered, in the order in which they first did. */
  get tasks(): string[] {
    return distinct(this.all.map(({ task }) => task));
  }

  /** How many of a hundred answers come from that version. */
  percentOf(version: string): number {
    return (100 * this.all.filter((answer) => answer.version === version).length) / Math.max(this.count, 1);
  }

  /**
   * The answers of a span of time, from the first one of a version to the last one of a version. While a canary bakes, and no
   * longer, both answer: from the first answer of the new version to the last of the old.
   */
  between(first: string, last: string): SeenAnswers {
    const from = this.all.findIndex(({ version }) => version === first);
    const to = this.all.findLastIndex(({ version }) => version === last);
    return new SeenAnswers(from < 0 ? [] : this.all.slice(from, to + 1));
  }

  /** These, and then those. */
  and(those: SeenAnswers): SeenAnswers {
    return new SeenAnswers([...this.all, ...those.all]);
  }
}

const distinct = (names: (string | undefined)[]): string[] => [...new Set(names.filter((name) => name !== undefined))];
