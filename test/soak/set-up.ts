import type { LocalAws } from '../../scripts/local-aws';
import { startLocalAws } from '../nursery';
import { SoakAccount } from './account';
import { Chance } from './chance';
import { PatientClock } from './clock';
import { SoakCloudFormation } from './cloudformation';
import { type FunctionOptions, loadDestination, loadFunction } from './function';
import { SoakLambda, type SoakLambdaOptions } from './lambda';
import { ResponseServer } from './responses';

export interface SetUpOptions {
  seed: string;
  /** Services per load balancer. */
  cap: number;
  /** How many of a hundred calls to AWS, and of answers to CloudFormation, meet a fault. */
  faultRate: number;
  /** How many of a hundred events are delivered twice. */
  duplicateRate: number;
  /** Milliseconds for the function and CloudFormation in one real millisecond, while no call to AWS is under way. */
  idleSpeed: number;
  /** Milliseconds that a run of the function may take, by that clock. */
  timeoutMs: number;
  /** Runs of the function at a time. */
  concurrency: number;
  /** Real milliseconds until an attempt at a call is given up. */
  answerMs: number;
  /** Ends the embedded AWS. */
  signal?: AbortSignal;
}

/** The embedded AWS with a ledger in it, the gateway function, and CloudFormation as the function sees it. */
export interface SetUp {
  aws: LocalAws;
  account: SoakAccount;
  answers: ResponseServer;
  chance: Chance;
  clock: PatientClock;
  cloudFormation: SoakCloudFormation;
  lambda: SoakLambda;
  settings: FunctionOptions;
  close(): Promise<void>;
}

/** Real milliseconds of a minute of AWS's time in the embedded AWS: provisioning, and interfaces that linger. */
const MINUTE_MS = 300;

/** @param watch sees every call that the function makes to AWS, and what AWS answered */
export async function openSetUp(options: SetUpOptions, watch: SoakLambdaOptions['watch']): Promise<SetUp> {
  const chance = new Chance(options.seed);
  const clock = new PatientClock(options.idleSpeed);
  const aws = await startLocalAws({
    minuteMs: MINUTE_MS,
    signal: options.signal,
    intercept: (request, next) => lambda.intercept(request, next),
  });
  const settings: FunctionOptions = { ...options, ...aws, clock, random: sequence(chance) };
  const lambda: SoakLambda = new SoakLambda({
    ...options,
    clock,
    chance,
    watch,
    load: (environment) => loadFunction(environment, settings, (event) => lambda.enqueue(event)),
    destination: loadDestination(settings),
  });
  const answers = await ResponseServer.open(chance, options.faultRate, (answer) => cloudFormation.take(answer));
  const cloudFormation: SoakCloudFormation = new SoakCloudFormation({
    ...options,
    clock,
    chance,
    urlFor: (id, sentAt) => answers.urlFor(id, sentAt),
    invoke: (event) => lambda.enqueue(event),
  });
  const close = async () => {
    await answers.close();
    await aws.stop();
  };
  const account = new SoakAccount(aws);
  try {
    await account.createTable();
  } catch (error) {
    await close();
    throw error;
  }
  return { aws, account, answers, chance, clock, cloudFormation, lambda, settings, close };
}

function sequence(chance: Chance): () => number {
  let count = 0;
  return () => chance.number('random', ++count);
}
