import { randomInt, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EC2Client } from '@aws-sdk/client-ec2';
import { ECSClient } from '@aws-sdk/client-ecs';
import { ElasticLoadBalancingV2Client } from '@aws-sdk/client-elastic-load-balancing-v2';
import { clientSettings } from './aws/client-settings';
import { CloudFormation } from './aws/cloudformation';
import { DynamoStore } from './aws/dynamodb/store';
import { Ec2 } from './aws/ec2';
import { EcsClusters } from './aws/ecs/clusters';
import { EcsServices } from './aws/ecs/services';
import { ElasticLoadBalancing } from './aws/elastic-load-balancing/load-balancers';
import { createFunctions } from './aws/lambda';
import { withNoAnswerError } from './aws/no-answer';
import { AwsSurvey } from './aws/survey';
import { withBusyError } from './aws/throttling';
import type { SdkClient } from './aws/translating-errors';
import { checkUp } from './doctor/check-up';
import { treatmentOf } from './doctor/event';
import type { DoctorWorld } from './doctor/look/doctor-world';
import { createGuard } from './install-guard';
import { GatewayHandler } from './membership/handler';
import { systemClock, within } from './protocol/clock';
import { createLog } from './protocol/log';
import type { Invocation } from './protocol/resource';
import type { ResourceHandlers } from './protocol/run';
import type { WeightsErrand } from './route/errand-event';
import { RouteHandler } from './route/handler';
import { runWeightsErrand } from './route/weights-errand';
import { TrafficHandler } from './traffic/handler';
import { OutOfTimeError } from './world/errors';

/** The gateway, put together for this process: its domain wired to AWS. */
export interface Gateway {
  /** By resource type. */
  handlers: ResourceHandlers;
  /** @param event what the schedule or `cfn-express doctor` sent */
  checkUp(event: unknown): Promise<unknown>;
  /** @returns how it ended, as `errands` expects it */
  errand(errand: WeightsErrand, invocation: Invocation): Promise<string>;
  invoke(functionArn: string, event: object): Promise<void>;
}

/** 25 is Express Mode's own figure. Each member has two target groups, of the 100 that a load balancer may have. */
const DEFAULT_MEMBERS = 25;
const MOST_MEMBERS = 50;

/**
 * The function's time-out in milliseconds. A scheduled run is not told its deadline: Lambda kills it then at the
 * latest.
 */
const RUN_MS = 300_000;

/** @throws Error if the environment lacks something */
export function createGateway(env: NodeJS.ProcessEnv): Gateway {
  const world = createWorld(env);
  return {
    handlers: {
      'Custom::ExpressGateway': new GatewayHandler(world),
      'Custom::ExpressRoute': new RouteHandler(world),
      'Custom::ExpressTraffic': new TrafficHandler(world),
      'Custom::ExpressGuard': createGuard(world.store),
    },
    checkUp: (event) =>
      checkUp(world, { id: `sweeper-${randomUUID()}`, deadline: world.clock() + RUN_MS }, treatmentOf(event)),
    errand: (errand, invocation) => runWeightsErrand(world, errand, invocation),
    invoke: createFunctions().invoke,
  };
}

function createWorld(env: NodeJS.ProcessEnv): DoctorWorld {
  const settings = { ...clientSettings(), region: env.AWS_REGION };
  const patience = { sleep: (milliseconds: number) => sleep(milliseconds), random };
  const clients = {
    elb: telling(new ElasticLoadBalancingV2Client(settings)),
    ec2: telling(new EC2Client(settings)),
    ecs: telling(new ECSClient(settings)),
    cloudformation: telling(new CloudFormationClient(settings)),
  };
  const loadBalancers = new ElasticLoadBalancing(clients.elb);
  return {
    ...patience,
    store: new DynamoStore(telling(new DynamoDBClient(settings)), tableOf(env), patience),
    loadBalancers,
    network: new Ec2(clients.ec2),
    clusters: new EcsClusters(clients.ecs),
    services: new EcsServices(clients.ecs),
    stacks: new CloudFormation(clients.cloudformation),
    survey: new AwsSurvey(clients, loadBalancers),
    clock: Date.now,
    inTime: (until, work) =>
      within(systemClock, until - Date.now(), work, () => new OutOfTimeError('an answer of AWS')),
    log: createLog((line) => console.log(line)),
    maxMembers: membersOf(env),
  };
}

/** The client, with errors that say what is wrong where AWS does not answer, or refuses the call for now. */
const telling = <C extends SdkClient>(client: C): C => withBusyError(withNoAnswerError(client));

/** Tokens are made from it. Two runs must never get the same numbers, and Math.random does not guarantee that. */
const random = (): number => randomInt(2 ** 32) / 2 ** 32;

function tableOf({ TABLE_NAME }: NodeJS.ProcessEnv): string {
  if (!TABLE_NAME) throw new Error("The environment variable TABLE_NAME must hold the name of the ledger's table");
  return TABLE_NAME;
}

function membersOf({ MAX_SERVICES_PER_LOAD_BALANCER: value }: NodeJS.ProcessEnv): number {
  const number = value ? Number(value) : DEFAULT_MEMBERS;
  if (!Number.isInteger(number) || number < 1 || number > MOST_MEMBERS) {
    throw new Error(`MAX_SERVICES_PER_LOAD_BALANCER must be a whole number from 1 to ${MOST_MEMBERS}, not ${value}`);
  }
  return number;
}
