import { OutOfTime } from '../errors';
import { pauseUntil } from '../job';
import { ConditionFailed } from '../ledger/store';
import type { Invocation } from '../protocol/resource';
import type { Treatment } from '../sweeper/event';
import { type SweepReport, sweep } from '../sweeper/sweep';
import { diagnose } from './diagnose';
import type { Finding } from './finding';
import { repair, type Surgeon } from './repair';
import { look, type Ward } from './situation';

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

/** A repair may bring to light what is to be repaired next: a gateway is recorded before its members. */
const MOST_ROUNDS = 5;

/** Looks, and repairs as far as asked. Safe at any time beside any request. */
export const checkUp = async (world: Ward, invocation: Invocation, treatment: Treatment): Promise<CheckUp> => {
  const surgeon: Surgeon = { world, invocation, pause: pauseUntil(world, invocation) };
  const repaired: ToldFinding[] = [];
  const failures = new Map<string, string>();
  let findings = diagnose(await look(world));
  let swept: SweepReport | undefined;
  for (let round = 1; treatment !== 'none' && round <= MOST_ROUNDS; round++) {
    const before = findings;
    for (const finding of before.filter((one) => isTreated(one, treatment))) {
      failures.delete(idOf(finding));
      const failure = await tried(surgeon, finding);
      if (failure !== undefined) {
        failures.set(idOf(finding), failure);
      }
    }
    if (round === 1) {
      swept = await sweep(world, invocation);
    }
    if (before.length === 0) {
      break;
    }
    findings = diagnose(await look(world));
    const left = new Set(findings.map(idOf));
    const gone = before.filter((one) => !left.has(idOf(one)));
    repaired.push(...gone.map((one) => tell(one)));
    if (gone.length === 0) {
      break;
    }
  }
  const checked: CheckUp = {
    findings: (await confirmed(world, findings)).map((one) =>
      tell(one, failures.get(idOf(one)) ?? failureIn(swept, one)),
    ),
    repaired,
    ...(swept && { swept }),
  };
  world.log({ event: 'checked-up', treatment, ...checked });
  return checked;
};

/** Beside deployments things change between two calls of one look: what is wrong is wrong at a second look, too. */
const confirmed = async (world: Ward, findings: readonly Finding[]): Promise<Finding[]> => {
  if (findings.length === 0) {
    return [];
  }
  const again = new Set(diagnose(await look(world)).map(idOf));
  return findings.filter((one) => again.has(idOf(one)));
};

/** Why the sweeper's round did not do what it should have about the finding. */
const failureIn = (swept: SweepReport | undefined, { repair: wanted }: Finding): string | undefined =>
  wanted?.do === 'sweep' ? swept?.failed.find(({ what }) => what === wanted.what)?.reason : undefined;

const isTreated = ({ repair: wanted, attended }: Finding, treatment: Treatment): boolean =>
  wanted !== undefined && wanted.do !== 'sweep' && (treatment === 'full' || !attended);

/** @returns why it failed. One thing that cannot be repaired does not keep the rest from it. */
const tried = async (surgeon: Surgeon, { repair: wanted }: Finding): Promise<string | undefined> => {
  try {
    await surgeon.pause(0, 'a repair');
    if (wanted && wanted.do !== 'sweep') {
      await repair(surgeon, wanted);
    }
    return undefined;
  } catch (error) {
    if (error instanceof ConditionFailed) {
      return 'it has changed in the meantime';
    }
    if (error instanceof OutOfTime) {
      return `there was no time left for ${error.waitingFor}; run it again`;
    }
    return error instanceof Error ? error.message : String(error);
  }
};

const idOf = ({ kind, what, problem }: Finding): string => [kind, what, problem].join('\n');

const tell = ({ kind, what, problem, remedy, repair: wanted }: Finding, failure?: string): ToldFinding => ({
  kind,
  what,
  problem,
  remedy,
  repairable: wanted !== undefined,
  ...(failure !== undefined && { failure }),
});
