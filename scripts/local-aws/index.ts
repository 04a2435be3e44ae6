/**
 * The embedded AWS: moto behind a front that plays what moto lacks and refuses what AWS refuses (README.md). moto itself
 * answers as ever; `moto/launcher` only makes it faster, and has it keep AWS time.
 */

import { UserError } from '../user-error';
import { createAcm } from './acm';
import { createApplicationAutoScaling } from './application-auto-scaling';
import { type CloudFormationService, createCloudFormation, RESPONSE_PATH, stackOfResponse } from './cloudformation';
import { createCloudFront } from './cloudfront';
import type { CloudFrontQuotas } from './cloudfront/model';
import { createCloudWatch } from './cloudwatch';
import { createDynamoDb } from './dynamodb';
import { createEc2 } from './ec2';
import { createDefaultVpcOpener } from './ec2/default-vpc';
import { CONTAINERS_PATH, createEcs, type EcsService } from './ecs';
import { createElbv2, type ElbService } from './elbv2';
import type { Quotas } from './elbv2/quotas';
import { type Dispatch, openFront } from './front';
import { createLambda, type LambdaService, RUNTIME_PATH } from './lambda';
import { createForward } from './moto/forward';
import { findMoto } from './moto/install';
import type { MotoServer, StartMotoOptions } from './moto/process';
import { withoutPorts } from './names';
import { answerPage, PAGES_PATH } from './pages';
import { createQueue, type Queue } from './queue';
import { createRoute53, type Route53Service } from './route53';
import { AwsError } from './wire/errors';
import type { AwsCall, AwsRequest, AwsResponse, AwsService, Forward } from './wire/messages';
import type { LocalWorld } from './world';
import { createClock, createLocalWorld } from './world';

export interface LocalAwsOptions {
  /** Default 0: a free port. */
  port?: number;
  /** Real milliseconds of one minute of AWS time; default 1000. */
  minuteMs?: number;
  /** Default: `AWS_REGION`, or us-east-1. */
  region?: string;
  /** Real milliseconds of one second of a Lambda function's time-out; default 1000. */
  lambdaSecondMs?: number;
  /** Whether Node images whose whole program is in their Command run as processes of this machine; default: stand-ins answer. */
  runNode?: boolean;
  /** Quotas of Elastic Load Balancing that differ from AWS's defaults. */
  elbQuotas?: Partial<Quotas>;
  /** Quotas of CloudFront that differ from AWS's defaults. */
  cloudFrontQuotas?: Partial<CloudFrontQuotas>;
  /**
   * The HTTP status with which a custom resource's answer is turned away; undefined: it is taken. Asked each time.
   * @param stackName the stack that the answer is for
   */
  refuseAnswer?(stackName: string): number | undefined;
  /**
   * Sees every request before it is answered. It may answer the request itself, throw an AwsError or a ConnectionResetError,
   * never answer, or pass the request on with `next`.
   */
  intercept?(request: AwsRequest, next: Dispatch): Promise<AwsResponse>;
  /** Ends everything that was started, during the start and after it. */
  signal?: AbortSignal;
  /** Starts moto; default: with a Python that has it, or is given it. */
  startMoto?(options: StartMotoOptions): Promise<MotoServer>;
  /** Gets one line for everything that happens. */
  log?(line: string): void;
  /** Gets the lines that explain a start that takes long; default: `log`. */
  tell?(line: string): void;
  /** Called with every request to an API and its answer, before the answer is sent. */
  onCall?(call: AwsCall): void;
}

export interface LocalAws {
  endpoint: string;
  region: string;
  accountId: string;
  world: LocalWorld;
  lambda: LambdaService;
  /**
   * Resolves when all has been stopped on request. Rejects with a UserError if moto ends by itself: from then on every request is
   * answered with that error.
   */
  ended: Promise<void>;
  /** Ends everything that was started. Resolves when no process is left. */
  stop(): Promise<void>;
}

/**
 * Starts the embedded AWS on 127.0.0.1. It is ready when the promise resolves, after about two seconds.
 * @throws UserError that says what to do, if Python or moto is missing and cannot be installed, or no file can be written;
 *   EADDRINUSE if the port is taken; the reason of `signal` when that is aborted
 */
export async function startLocalAws(options: LocalAwsOptions = {}): Promise<LocalAws> {
  const { port = 0, minuteMs = 1000, region = process.env.AWS_REGION ?? 'us-east-1', log = () => {} } = options;
  const { signal, tell = log, startMoto = (start) => findMoto(log, { ...start, tell }) } = options;
  const ending = new AbortController();
  const ends: (() => Promise<void>)[] = [];
  let stopping: Promise<void> | undefined;
  const end = async () => {
    ending.abort();
    for (const each of ends.splice(0).reverse()) await each();
  };
  // A second call, for example by a signal, waits for the same end as the first.
  const stop = () => {
    stopping ??= end();
    return stopping;
  };
  try {
    const now = createClock(minuteMs);
    const front = await openFront({ port, region, now, log, onCall: options.onCall });
    ends.push(() => front.close());
    const { endpoint } = front;
    // No folder is made before moto runs.
    const removeAfter = (folder: string) => moto.removeAfter(folder);
    const world = createLocalWorld({ endpoint, region, minuteMs, now, signal: ending.signal, log, tell, removeAfter });
    const moto = await startMoto({ signal });
    ends.push(() => moto.stop());
    const lambda = await createLambda(world, { secondMs: options.lambdaSecondMs });
    ends.push(() => lambda.stop());
    const ecs = createEcs(world, options);
    ends.push(() => ecs.stop());
    const cloudFormation = createCloudFormation(world);
    const network = createQueue();
    const balancers = createElbv2(world, network, { quotas: options.elbQuotas, tell });
    const route53 = createRoute53(world);
    const players = {
      lambda,
      ecs,
      balancers,
      route53,
      respond: refusing(cloudFormation.respond, options.refuseAnswer),
    };
    const services = playedServices(world, network, players)
      .set('cloudfront', createCloudFront(world, tell, options.cloudFrontQuotas))
      .set('cloudformation', cloudFormation.service);
    const dispatch = dispatcher(world, services, players, createForward(moto.port, now));
    const { intercept } = options;
    front.serve(intercept === undefined ? dispatch : (request) => intercept(request, dispatch));
    const ended = moto.ended.then(async (how) => {
      if (stopping !== undefined) return stopping;
      const message = `moto ${how}. The embedded AWS has ended with it, and all that was in it is lost.`;
      front.fail(new AwsError('InternalFailure', message, 501));
      ending.abort();
      throw new UserError(message);
    });
    // Whoever does not look at it learns the same from the answers.
    ended.catch(() => {});
    signal?.throwIfAborted();
    signal?.addEventListener('abort', () => void stop().catch(() => {}));
    return { endpoint: world.endpoint, region, accountId: world.accountId, world, lambda, ended, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** The service that answers for each signing name. Requests for other names go to moto unchanged. */
function playedServices(
  world: LocalWorld,
  network: Queue,
  { lambda, ecs, balancers, route53 }: Players,
): Map<string, AwsService> {
  const withDefaultVpc = createDefaultVpcOpener();
  return new Map([
    ['acm', createAcm(world)],
    ['dynamodb', createDynamoDb(world)],
    ['ec2', withDefaultVpc(createEc2(world, network))],
    ['elasticloadbalancing', withDefaultVpc(balancers.service)],
    ['monitoring', createCloudWatch(world)],
    ['lambda', lambda.service],
    ['ecs', ecs.service],
    ['route53', route53.service],
    ['application-autoscaling', createApplicationAutoScaling(world)],
  ]);
}

interface Players {
  balancers: ElbService;
  route53: Route53Service;
  lambda: LambdaService;
  ecs: EcsService;
  respond: CloudFormationService['respond'];
}

/** Takes answers as S3 does, but for those that are to be turned away. */
function refusing(respond: CloudFormationService['respond'], refuse: LocalAwsOptions['refuseAnswer']): typeof respond {
  return async (request) => {
    const status = refuse?.(stackOfResponse(request));
    return status === undefined ? respond(request) : { status, headers: {}, body: '' };
  };
}

function dispatcher(world: LocalWorld, services: Map<string, AwsService>, players: Players, forward: Forward) {
  const { lambda, ecs, respond } = players;
  return async (request: AwsRequest): Promise<AwsResponse> => {
    const { pathname } = request.url;
    if (pathname.startsWith(RUNTIME_PATH)) return lambda.runtime(request);
    if (pathname.startsWith(CONTAINERS_PATH)) return ecs.answerContainer(request);
    if (pathname.startsWith(RESPONSE_PATH)) return respond(request);
    if (pathname.startsWith(PAGES_PATH)) return answerPage(request, { ...players, world });
    const service = services.get(request.service);
    const sent = withoutPorts(request);
    return service === undefined ? forward(sent) : service(sent, forward);
  };
}
