import { checkUp } from '../../../../handlers/gateway/doctor/check-up';
import { diagnose } from '../../../../handlers/gateway/doctor/diagnose/diagnose';
import type { CheckUpReport, Treatment } from '../../../../handlers/gateway/doctor/event';
import { ClosingQueue } from '../../../../handlers/gateway/doctor/repair/closing-queue';
import { RepairReport } from '../../../../handlers/gateway/doctor/repair/report';
import { pauseUntil } from '../../../../handlers/gateway/fence/job';
import { GatewayHandler } from '../../../../handlers/gateway/membership/handler';
import { customResource } from '../../../../handlers/gateway/protocol/custom-resource';
import { errands, isErrand } from '../../../../handlers/gateway/protocol/errand';
import { readWeightsErrand } from '../../../../handlers/gateway/route/errand-event';
import { RouteHandler } from '../../../../handlers/gateway/route/handler';
import { runWeightsErrand } from '../../../../handlers/gateway/route/weights-errand';
import { TrafficHandler } from '../../../../handlers/gateway/traffic/handler';
import { ledgerAlone } from '../doctor/ledger-alone';
import { SimulatedAccount } from './account';
import { Shelf } from './engine/cells';
import type { Process } from './engine/process';
import type { Simulation } from './engine/simulation';
import type { ResourceEvent } from './resource-event';
import { doctorWorldOf, type Installed, worldOf } from './world';

/** What is sent to a response URL. */
export interface Reply {
  Status: 'SUCCESS' | 'FAILED';
  Reason?: string;
  PhysicalResourceId: string;
  RequestId: string;
  Data?: Readonly<Record<string, unknown>>;
}

/** Deleting a load balancer takes longer than this, in milliseconds. */
const LOOK_AFTER_MS = 6_000;

/**
 * How long a run may take, in milliseconds. It is less than the product's five minutes, so that fewer retries fill it.
 */
const RUN_MS = 30_000;

/** Lambda tries an asynchronous event three times in all, after one and two minutes (its developer guide). */
const RETRIES = 2;
const RETRY_MS = 60_000;

const CONTEXT = {
  invokedFunctionArn: 'function:gateway',
  logGroupName: 'group',
  logStreamName: 'stream',
  getRemainingTimeInMillis: () => RUN_MS,
};

/** Lambda with the gateway function: runs it for each event, kills it at its deadline, and tries again. */
export class SimulatedLambda {
  /** Sentences about what is wrong. */
  readonly faults: string[] = [];
  readonly #runs: Shelf<number>;
  readonly #simulation: Simulation;
  readonly #installed: Installed;
  readonly #receive: (reply: Reply) => void;

  /** @param receive is given every answer that is sent */
  constructor(simulation: Simulation, installed: Installed, receive: (reply: Reply) => void) {
    this.#simulation = simulation;
    this.#installed = installed;
    this.#receive = receive;
    this.#runs = new Shelf(simulation.cells, 'runs ');
  }

  /** Runs the function with an event that CloudFormation sends, or that a run hands on to the next. */
  deliver(sent: ResourceEvent): void {
    const event = this.#installed.twist?.event?.(sent) ?? sent;
    this.#attempt(event.RequestId, (process) => this.#handler(process, event)(event, CONTEXT));
  }

  /** Runs the function for what a request has left behind. */
  #carryOut(event: object): void {
    const { request } = readWeightsErrand(event);
    if (this.#installed.twist?.losesErrands) return;
    this.#attempt(`errand of ${request}`, (process) => this.#errands(process, request)(event, CONTEXT));
  }

  /**
   * Runs the function until it succeeds, as often as Lambda tries it. Only faults may make it fail every time.
   * @param byFaults whether all tries before this one had faults
   */
  #attempt(id: string, run: (process: Process) => Promise<void>, attempt = 0, byFaults = true): void {
    const process = this.#start(id);
    process.onDeath = () => {
      const isExcused = byFaults && process.isFaulted;
      if (attempt < RETRIES) {
        const at = this.#simulation.now + RETRY_MS * (attempt + 1);
        const again = () => this.#attempt(id, run, attempt + 1, isExcused);
        this.#simulation.timer(`${process.id} is tried again`, at, again);
      } else if (isExcused) {
        this.#lose(id);
      } else {
        this.faults.push(`Lambda: drops ${id}, which failed without a fault`);
      }
    };
    run(process).then(
      () => process.end(),
      () => process.die(),
    );
  }

  #lose(id: string): void {
    new SimulatedAccount(this.#simulation.cells).lostErrands.set(id, true);
  }

  /** What the schedule invokes. */
  sweep(id: string): void {
    void this.checkUp(id, 'unattended');
  }

  /** A part of a sweep: it finishes gateways that are closing and looks at nothing else. */
  finishClosings(id: string): void {
    const process = this.#start(id);
    const world = worldOf(this.#simulation, process, this.#installed);
    const invocation = { id: process.id, deadline: this.#simulation.now + RUN_MS };
    const closings = new ClosingQueue({ world, invocation, pause: pauseUntil(world, invocation) }, new RepairReport());
    const end = () => process.end();
    // Late enough to see a closing gateway, and to be busy with it when another service takes its number.
    world
      .sleep(LOOK_AFTER_MS)
      .then(() => world.store.scan())
      .then((items) => closings.tryAll(diagnose(ledgerAlone(items, this.#simulation.now))))
      .then(() => closings.finish())
      .then(end, end);
  }

  /** A check-up. @returns its report; undefined if it does not come to an end */
  async checkUp(id: string, treatment: Treatment): Promise<CheckUpReport | undefined> {
    const process = this.#start(id);
    const world = doctorWorldOf(this.#simulation, process, this.#installed);
    const deadline = this.#simulation.now + RUN_MS;
    try {
      return await checkUp(world, { id: process.id, deadline }, treatment);
    } catch {
      return undefined;
    } finally {
      process.end();
    }
  }

  #start(id: string): Process {
    const run = (this.#runs.get(id) ?? 0) + 1;
    this.#runs.set(id, run);
    const process = this.#simulation.spawn(`${id}/${run}`);
    this.#simulation.timer(`${process.id} is killed`, this.#simulation.now + RUN_MS, () => process.die(), process);
    return process;
  }

  #handler(process: Process, event: ResourceEvent): ReturnType<typeof customResource> {
    const simulation = this.#simulation;
    const world = worldOf(simulation, process, this.#installed);
    return customResource({
      load: async () => ({
        'Custom::ExpressGateway': new GatewayHandler(world),
        'Custom::ExpressRoute': new RouteHandler(world),
        'Custom::ExpressTraffic': new TrafficHandler(world),
      }),
      send: (_url, body) =>
        process.perform({
          name: 'answer',
          about: () => body,
          faults: ['kill', 'fail'],
          effect: () => this.#receive(JSON.parse(body)),
        }),
      invoke: (_functionArn, next) =>
        process.perform({
          name: 'Invoke',
          faults: ['kill', 'fail'],
          effect: () => (isErrand(next) ? this.#carryOut(next) : this.deliver({ ...event, ...next })),
        }),
      clock: {
        now: world.clock,
        after: (milliseconds, action) =>
          simulation.timer(
            `${process.id} ${process.history}`,
            simulation.now + Math.ceil(milliseconds),
            action,
            process,
          ),
      },
      log: ({ Status }) => Status === 'lost' && this.#lose(event.RequestId),
      newId: () => process.id,
      catchUncaughtErrors: () => ({ first: new Promise(() => {}), release: () => {} }),
      exit: () => process.die(),
    });
  }

  #errands(process: Process, request: string): ReturnType<typeof errands> {
    const world = worldOf(this.#simulation, process, this.#installed);
    return errands({
      read: readWeightsErrand,
      work: (errand, invocation) =>
        this.#installed.twist?.failsErrands
          ? Promise.reject(new Error('This mistake is sown.'))
          : runWeightsErrand(world, errand, invocation),
      invoke: (_functionArn, next) =>
        process.perform({ name: 'Invoke', faults: ['kill', 'fail'], effect: () => this.#carryOut(next) }),
      clock: { now: world.clock },
      log: ({ Status }) => Status === 'given up' && this.#lose(request),
      newId: () => process.id,
    });
  }
}
