import { pauseUntil } from '../fence/job';
import { patient } from '../fence/patience';
import { numberOf } from '../identity';
import type { Invocation } from '../protocol/resource';
import { diagnose } from './diagnose/diagnose';
import { type ClosingRepair, type Diagnosis, type Repair, sweptName } from './diagnose/diagnosis';
import { isHidden } from './diagnose/hidden';
import type { CheckUpReport, Treatment } from './event';
import { consistentStacks } from './look/consistent-stacks';
import type { DoctorWorld } from './look/doctor-world';
import { type LookOptions, look } from './look/look';
import type { Observation } from './look/observation';
import { ClosingQueue, isClosing } from './repair/closing-queue';
import { repair } from './repair/repair';
import type { RepairJob } from './repair/repair-job';
import { idOf, RepairReport, tell } from './repair/report';

/** Looks at everything and repairs what the treatment allows. It may run at any time, beside any request. */
export async function checkUp(
  world: DoctorWorld,
  invocation: Invocation,
  treatment: Treatment,
): Promise<CheckUpReport> {
  const checked = await new Doctor(world, invocation, treatment).checkUp();
  world.log({ event: 'checked-up', treatment, ...checked });
  return checked;
}

/** How often to look and repair: one repair may show what to repair next, as a gateway is recorded before its members. */
const MOST_ROUNDS = 5;

/** Nothing is looked at again after this part of a run. */
const LAST_LOOK = 0.8;

/**
 * The schedule lists the resources of a consistent stack only in one of so many turns. Only that list shows a Delete that
 * never arrived: it is found within six hours.
 */
const TURNS = 24;
const TURN_MS = 15 * 60_000;

/** What was seen, and what follows from it. */
interface Examination {
  observation: Observation;
  diagnoses: readonly Diagnosis[];
}

/** Makes one check-up, from the first look to the last. */
class Doctor {
  readonly #job: RepairJob;
  readonly #end: number;
  readonly #report = new RepairReport();
  /** Ids of consistent stacks whose resources an earlier look has seen. */
  readonly #seen = new Set<string>();
  readonly #world: DoctorWorld;
  readonly #treatment: Treatment;

  constructor(world: DoctorWorld, invocation: Invocation, treatment: Treatment) {
    const pause = pauseUntil(world, invocation);
    this.#world = patient(world, pause);
    this.#treatment = treatment;
    this.#job = { world: this.#world, invocation, pause };
    const now = world.clock();
    this.#end = now + (invocation.deadline - now) * LAST_LOOK;
  }

  async checkUp(): Promise<CheckUpReport> {
    const first = await this.#examine();
    const { observation, diagnoses } = this.#treatment === 'none' ? first : await this.#treat(first);
    const findings = await this.#confirmed({ observation, diagnoses: diagnoses.filter(isTold) });
    return {
      findings: findings.map((one) => this.#report.tell(one)),
      repaired: this.#report.repaired,
      ...(this.#treatment !== 'none' && { swept: this.#report.swept(observation) }),
    };
  }

  /** Does all repairs. What AWS takes a while to delete is waited for at the end. @returns what the last look showed */
  async #treat(first: Examination): Promise<Examination> {
    const closings = new ClosingQueue(this.#job, this.#report);
    await closings.tryAll(first.diagnoses);
    const last = await this.#repairAll(first);
    const { closed } = this.#report;
    await closings.tryAll(last.diagnoses);
    await closings.finish();
    // The last member of a gateway that was deleted only now still has a seat, which says that it is leaving.
    return this.#report.closed > closed && this.#hasTime() ? this.#repairAll(await this.#examineAgain(last)) : last;
  }

  /** Does all repairs but closings, and those that the next look shows. @returns what the last look showed */
  async #repairAll(first: Examination): Promise<Examination> {
    let examination = first;
    for (let round = 1; round <= MOST_ROUNDS; round++) {
      const before = examination.diagnoses.filter(isTold);
      for (const diagnosis of inOrder(examination.diagnoses.filter((one) => isDue(one, this.#treatment)))) {
        await this.#report.noting(diagnosis, async () => {
          await this.#job.pause(0, 'a repair');
          await repair(this.#job, diagnosis.repair);
          return 'done';
        });
      }
      if (before.length === 0 || !this.#hasTime()) return examination;
      examination = await this.#examineAgain(examination);
      const left = new Set(examination.diagnoses.filter(isTold).map(idOf));
      const gone = before.filter((one) => !one.unseen && !left.has(idOf(one)));
      this.#report.repaired.push(...gone.map(tell));
      if (gone.length === 0) return examination;
    }
    return examination;
  }

  /** During deployments things change between two calls of one look. What is really wrong is still wrong at a second look. */
  async #confirmed(examination: Examination): Promise<readonly Diagnosis[]> {
    const findings = examination.diagnoses;
    if (findings.length === 0 || !this.#hasTime()) return findings;
    try {
      const { diagnoses } = await this.#examineAgain(examination);
      const again = new Map(diagnoses.filter(isTold).map((one) => [idOf(one), one]));
      return findings.flatMap((one) => again.get(idOf(one)) ?? (one.unseen ? one : []));
    } catch (error) {
      return [...findings, unconfirmed(error)];
    }
  }

  async #examine(): Promise<Examination> {
    const observation = await this.#look();
    return { observation, diagnoses: diagnose(observation) };
  }

  /** Examines again. What this look cannot see is taken over from the earlier one as unconfirmed. */
  async #examineAgain(earlier: Examination): Promise<Examination> {
    const { observation, diagnoses } = await this.#examine();
    const shown = new Set(diagnoses.map(idOf));
    const hidden = earlier.diagnoses.filter(
      (one) => isTold(one) && !one.unseen && !shown.has(idOf(one)) && isHidden(one, observation, diagnoses),
    );
    return {
      observation,
      diagnoses: [...diagnoses, ...hidden.map((one): Diagnosis => ({ ...one, unconfirmed: true }))],
    };
  }

  async #look(): Promise<Observation> {
    const { clock } = this.#world;
    // The second half of the time that is left is for repairs: no answer about a stack is waited for then.
    const late = clock() + (this.#end - clock()) / 2;
    const turn = Math.floor(clock() / TURN_MS) % TURNS;
    const options: LookOptions = {
      late,
      onlyLikely: this.#treatment === 'unattended',
      trusts: (id) => this.#seen.has(id) || (this.#treatment === 'unattended' && turnOf(id) !== turn),
    };
    const observation = await look(this.#world, options);
    const { items, loadBalancers, stacks } = observation;
    for (const [id, resources] of consistentStacks(items, loadBalancers)) {
      const stack = stacks.get(id);
      const has = new Set(stack?.state === 'resting' ? stack.resources.map(({ physicalId }) => physicalId) : []);
      if (resources.every(({ physicalId }) => has.has(physicalId))) {
        this.#seen.add(id);
      }
    }
    return observation;
  }

  #hasTime(): boolean {
    return this.#world.clock() < this.#end;
  }
}

/** The turn in which the schedule lists the stack's resources. */
const turnOf = (stackId: string): number => numberOf(stackId) % TURNS;

const unconfirmed = (error: unknown): Diagnosis => ({
  kind: 'unknown',
  what: 'the second look',
  problem: `it failed (${error instanceof Error ? error.message : String(error)}), so nothing of this is confirmed`,
  remedy: 'run this again later',
});

const isTold = ({ silent }: Diagnosis): boolean => !silent;

type Due = Diagnosis & { repair: Exclude<Repair, ClosingRepair> };

function isDue(diagnosis: Diagnosis, treatment: Treatment): diagnosis is Due {
  const { repair: wanted, attended, unconfirmed: isUnconfirmed } = diagnosis;
  return !isUnconfirmed && wanted !== undefined && !isClosing(wanted) && (treatment === 'full' || !attended);
}

/** Services that are swept come first, all other repairs in the order of the diagnoses. */
const inOrder = (due: readonly Due[]): Due[] => {
  const isSwept = ({ repair: wanted }: Due): boolean => sweptName(wanted) !== undefined;
  return [...due.filter(isSwept), ...due.filter((one) => !isSwept(one))];
};
