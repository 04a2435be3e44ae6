import { pauseUntil } from '../fence/job';
import { numberOf } from '../identity';
import type { Invocation } from '../protocol/resource';
import { NotYetError } from '../world/errors';
import { diagnose } from './diagnose/diagnose';
import type { Diagnosis } from './diagnose/diagnosis';
import type { CheckUpFinding, CheckUpReport, SweepReport, Treatment } from './event';
import { consistentStacks } from './look/consistent-stacks';
import { type DoctorWorld, type LookOptions, look } from './look/look';
import type { Observation } from './look/observation';
import { Closings } from './repair/closings';
import { dropGone } from './repair/drop';
import { type Repairer, repair } from './repair/repair';
import { emptyReport, reasonOf } from './repair/report';

/** Looks, and repairs as far as asked. Safe at any time beside any request. */
export async function checkUp(
  world: DoctorWorld,
  invocation: Invocation,
  treatment: Treatment,
): Promise<CheckUpReport> {
  const doctor = new Doctor(world, invocation, treatment);
  const checked = await doctor.checkUp();
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
class Doctor {
  readonly #repairer: Repairer;
  readonly #end: number;
  readonly #swept = emptyReport();
  readonly #repaired: CheckUpFinding[] = [];
  readonly #failures = new Map<string, string>();
  /** Stacks that an earlier look has found in order. */
  readonly #inOrder = new Set<string>();
  readonly #world: DoctorWorld;
  readonly #treatment: Treatment;

  constructor(world: DoctorWorld, invocation: Invocation, treatment: Treatment) {
    this.#world = world;
    this.#treatment = treatment;
    this.#repairer = { world, invocation, pause: pauseUntil(world, invocation) };
    const now = world.clock();
    this.#end = now + (invocation.deadline - now) * LAST_LOOK;
  }

  async checkUp(): Promise<CheckUpReport> {
    let observation = await this.#look();
    if (this.#treatment !== 'none') {
      const closings = new Closings(this.#repairer, this.#swept);
      await closings.tryAll(observation.items);
      observation = await this.#treat(observation);
      const closed = this.#swept.closed.length;
      await closings.tryAll(observation.items);
      await closings.finish();
      // Whoever has left what is down now still has a seat that says so.
      if (this.#swept.closed.length > closed && this.#hasTime()) {
        observation = await this.#treat(await this.#look());
      }
    }
    const findings = await this.#confirmed(diagnose(observation));
    return {
      findings: findings.map((one) => tell(one, this.#failures.get(idOf(one)) ?? failureIn(this.#swept, one))),
      repaired: this.#repaired,
      ...(this.#treatment !== 'none' && { swept: this.#swept }),
    };
  }

  /** Repairs what there is to repair, and what comes to light by that. @returns the observation afterwards */
  async #treat(begin: Observation): Promise<Observation> {
    let observation = begin;
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      const before = diagnose(observation);
      await dropGone(this.#repairer, observation, this.#swept);
      for (const finding of before.filter((one) => isTreated(one, this.#treatment))) {
        await this.#tried(finding);
      }
      if (before.length === 0 || !this.#hasTime()) return observation;
      observation = await this.#look();
      const left = new Set(diagnose(observation).map(idOf));
      const gone = before.filter((one) => !left.has(idOf(one)));
      this.#repaired.push(...gone.map((one) => tell(one)));
      if (gone.length === 0) return observation;
    }
    return observation;
  }

  /** Notes why it failed. One thing that cannot be repaired does not keep the rest from it. */
  async #tried(finding: Diagnosis): Promise<void> {
    this.#failures.delete(idOf(finding));
    try {
      await this.#repairer.pause(0, 'a repair');
      if (finding.repair && finding.repair.do !== 'sweep') {
        await repair(this.#repairer, finding.repair);
      }
    } catch (error) {
      // What it has closed is waited for with all that is being closed.
      if (!(error instanceof NotYetError)) {
        this.#failures.set(idOf(finding), reasonOf(error));
      }
    }
  }

  /** Beside deployments things change between two calls of one look: what is wrong is wrong at a second look, too. */
  async #confirmed(findings: readonly Diagnosis[]): Promise<readonly Diagnosis[]> {
    if (findings.length === 0 || !this.#hasTime()) return findings;
    const again = new Set(diagnose(await this.#look()).map(idOf));
    return findings.filter((one) => again.has(idOf(one)));
  }

  async #look(): Promise<Observation> {
    const { clock } = this.#world;
    const late = clock() + (this.#end - clock()) / 2;
    const turn = Math.floor(clock() / TURN_MS) % TURNS;
    const options: LookOptions = {
      isLate: () => clock() > late,
      spares: (id) => this.#inOrder.has(id) || (this.#treatment === 'unattended' && turnOf(id) !== turn),
    };
    const observation = await look(this.#world, options);
    const { items, loadBalancers, stacks } = observation;
    for (const [id, resources] of consistentStacks(items, loadBalancers)) {
      const stack = stacks.get(id);
      const has = new Set(stack?.state === 'resting' ? stack.resources.map(({ physicalId }) => physicalId) : []);
      if (resources.every(({ physicalId }) => has.has(physicalId))) {
        this.#inOrder.add(id);
      }
    }
    return observation;
  }

  #hasTime(): boolean {
    return this.#world.clock() < this.#end;
  }
}

/** Which of the turns is the stack's. */
const turnOf = (stackId: string): number => numberOf(stackId) % TURNS;

/** Why the sweeper's round did not do what it should have about the finding. */
const failureIn = (swept: SweepReport, { repair: wanted }: Diagnosis): string | undefined =>
  wanted?.do === 'sweep' ? swept.failed.find(({ what }) => what === wanted.what)?.reason : undefined;

const isTreated = ({ repair: wanted, attended }: Diagnosis, treatment: Treatment): boolean =>
  wanted !== undefined && wanted.do !== 'sweep' && (treatment === 'full' || !attended);

const idOf = ({ kind, what, problem }: Diagnosis): string => [kind, what, problem].join('\n');

const tell = ({ kind, what, problem, remedy, repair: wanted }: Diagnosis, failure?: string): CheckUpFinding => ({
  kind,
  what,
  problem,
  remedy,
  repairable: wanted !== undefined,
  ...(failure !== undefined && { failure }),
});
