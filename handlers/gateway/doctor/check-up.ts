import { pauseUntil } from '../fence/job';
import { numberOf } from '../identity';
import type { Invocation } from '../protocol/resource';
import { NotYetError } from '../world/errors';
import { diagnose } from './diagnose/diagnose';
import type { Finding } from './diagnose/finding';
import type { Treatment } from './event';
import { plainStacks } from './look/plain-stacks';
import { type Looking, look, type Situation, type Ward } from './look/situation';
import { Closings } from './repair/closings';
import { dropGone } from './repair/drop';
import { repair, type Surgeon } from './repair/repair';
import { emptyReport, reasonOf, type SweepReport } from './repair/report';

/** A finding as it is told to people. */
export interface ToldFinding extends Pick<Finding, 'kind' | 'what' | 'problem' | 'remedy'> {
  /** Whether a full treatment does something about it. */
  repairable: boolean;
  /** Why that did not succeed. */
  failure?: string;
}

export interface CheckUp {
  /** What is not right now. */
  findings: ToldFinding[];
  /** What was not right, and is. */
  repaired: ToldFinding[];
  swept?: SweepReport;
}

/** Looks, and repairs as far as asked. Safe at any time beside any request. */
export async function checkUp(world: Ward, invocation: Invocation, treatment: Treatment): Promise<CheckUp> {
  const visit = new Visit(world, invocation, treatment);
  const checked = await visit.pay();
  world.log({ event: 'checked-up', treatment, ...checked });
  return checked;
}

/** A repair may bring to light what is to be repaired next: a gateway is recorded before its members. */
const MOST_ROUNDS = 5;

/** After this part of a run nothing is looked at again, and after half of what is left before, no further stack is asked. */
const LAST_LOOK = 0.8;

/**
 * Where many stacks are in order by what ledger and AWS say, the schedule lists the resources of one in so many: what only
 * they would show, a Delete that never arrived, is found within six hours.
 */
const TURNS = 24;
const TURN_MS = 15 * 60_000;

/** One check-up, from the first look to the last. */
class Visit {
  readonly #surgeon: Surgeon;
  readonly #end: number;
  readonly #swept = emptyReport();
  readonly #repaired: ToldFinding[] = [];
  readonly #failures = new Map<string, string>();
  /** Stacks that an earlier look has found in order. */
  readonly #inOrder = new Set<string>();
  readonly #world: Ward;
  readonly #treatment: Treatment;

  constructor(world: Ward, invocation: Invocation, treatment: Treatment) {
    this.#world = world;
    this.#treatment = treatment;
    this.#surgeon = { world, invocation, pause: pauseUntil(world, invocation) };
    const now = world.clock();
    this.#end = now + (invocation.deadline - now) * LAST_LOOK;
  }

  async pay(): Promise<CheckUp> {
    let situation = await this.#look();
    if (this.#treatment !== 'none') {
      const closings = new Closings(this.#surgeon, this.#swept);
      await closings.tryAll(situation.items);
      situation = await this.#treat(situation);
      const closed = this.#swept.closed.length;
      await closings.tryAll(situation.items);
      await closings.finish();
      // Whoever has left what is down now still has a seat that says so.
      if (this.#swept.closed.length > closed && this.#hasTime()) {
        situation = await this.#treat(await this.#look());
      }
    }
    const findings = await this.#confirmed(diagnose(situation));
    return {
      findings: findings.map((one) => tell(one, this.#failures.get(idOf(one)) ?? failureIn(this.#swept, one))),
      repaired: this.#repaired,
      ...(this.#treatment !== 'none' && { swept: this.#swept }),
    };
  }

  /** Repairs what there is to repair, and what comes to light by that. @returns the situation afterwards */
  async #treat(begin: Situation): Promise<Situation> {
    let situation = begin;
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      const before = diagnose(situation);
      await dropGone(this.#surgeon, situation, this.#swept);
      for (const finding of before.filter((one) => isTreated(one, this.#treatment))) {
        await this.#tried(finding);
      }
      if (before.length === 0 || !this.#hasTime()) return situation;
      situation = await this.#look();
      const left = new Set(diagnose(situation).map(idOf));
      const gone = before.filter((one) => !left.has(idOf(one)));
      this.#repaired.push(...gone.map((one) => tell(one)));
      if (gone.length === 0) return situation;
    }
    return situation;
  }

  /** Notes why it failed. One thing that cannot be repaired does not keep the rest from it. */
  async #tried(finding: Finding): Promise<void> {
    this.#failures.delete(idOf(finding));
    try {
      await this.#surgeon.pause(0, 'a repair');
      if (finding.repair && finding.repair.do !== 'sweep') {
        await repair(this.#surgeon, finding.repair);
      }
    } catch (error) {
      // What it has closed is waited for with all that is being closed.
      if (!(error instanceof NotYetError)) {
        this.#failures.set(idOf(finding), reasonOf(error));
      }
    }
  }

  /** Beside deployments things change between two calls of one look: what is wrong is wrong at a second look, too. */
  async #confirmed(findings: readonly Finding[]): Promise<readonly Finding[]> {
    if (findings.length === 0 || !this.#hasTime()) return findings;
    const again = new Set(diagnose(await this.#look()).map(idOf));
    return findings.filter((one) => again.has(idOf(one)));
  }

  async #look(): Promise<Situation> {
    const { clock } = this.#world;
    const late = clock() + (this.#end - clock()) / 2;
    const turn = Math.floor(clock() / TURN_MS) % TURNS;
    const options: Looking = {
      isLate: () => clock() > late,
      spares: (id) => this.#inOrder.has(id) || (this.#treatment === 'unattended' && turnOf(id) !== turn),
    };
    const situation = await look(this.#world, options);
    const { items, loadBalancers, stacks } = situation;
    for (const [id, resources] of plainStacks(items, loadBalancers)) {
      const stack = stacks.get(id);
      const has = new Set(stack?.state === 'resting' ? stack.resources.map(({ physicalId }) => physicalId) : []);
      if (resources.every(({ physicalId }) => has.has(physicalId))) {
        this.#inOrder.add(id);
      }
    }
    return situation;
  }

  #hasTime(): boolean {
    return this.#world.clock() < this.#end;
  }
}

/** Which of the turns is the stack's. */
const turnOf = (stackId: string): number => numberOf(stackId) % TURNS;

/** Why the sweeper's round did not do what it should have about the finding. */
const failureIn = (swept: SweepReport, { repair: wanted }: Finding): string | undefined =>
  wanted?.do === 'sweep' ? swept.failed.find(({ what }) => what === wanted.what)?.reason : undefined;

const isTreated = ({ repair: wanted, attended }: Finding, treatment: Treatment): boolean =>
  wanted !== undefined && wanted.do !== 'sweep' && (treatment === 'full' || !attended);

const idOf = ({ kind, what, problem }: Finding): string => [kind, what, problem].join('\n');

const tell = ({ kind, what, problem, remedy, repair: wanted }: Finding, failure?: string): ToldFinding => ({
  kind,
  what,
  problem,
  remedy,
  repairable: wanted !== undefined,
  ...(failure !== undefined && { failure }),
});
