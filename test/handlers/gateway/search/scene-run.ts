import type { CheckUpFinding, FindingKind, Treatment } from '../../../../handlers/gateway/doctor/event';
import { memberOfTags } from '../../../../handlers/gateway/identity';
import { isCluster, isGateway, toAttributes } from '../../../../handlers/gateway/ledger/items';
import { SimulatedAccount } from './account';
import { Requests } from './cloudformation/requests';
import { SimulatedStack } from './cloudformation/stack';
import { StackRequests } from './cloudformation/stack-requests';
import { newStack, type StackState, stackId } from './cloudformation/stack-state';
import { oneBlock, type Template } from './cloudformation/template';
import { SimulatedEcs } from './ecs';
import { Cells } from './engine/cells';
import { Replay } from './engine/choosers';
import type { ScheduleRun } from './engine/explore';
import { type Chooser, type Limits, Simulation } from './engine/simulation';
import { brokenNow } from './invariants/always';
import { brokenAtRest } from './invariants/at-rest';
import { brokenFinally } from './invariants/finally';
import { none, viewOf } from './invariants/view';
import { SimulatedLambda } from './lambda';
import { startOtherActors, takeListenersAway } from './other-actors';
import type { Scene, StackOperations } from './scene';
import type { Installed } from './world';

/** The sweeper's schedule, in milliseconds. */
const SWEEP_EVERY_MS = 3_600_000;

/** Seats of a load balancer, if the scene says nothing. They are few, so that few services fill it. */
const SEATS = 2;

/** Findings that only people can deal with. */
const FOR_PEOPLE: ReadonlySet<string> = new Set(['outdated', 'retained'] satisfies FindingKind[]);

/** All that there is at an instant at which nothing happens. */
interface Situation {
  now: number;
  cells: Cells;
  stacks: StackState[];
}

/** @param mistakes are sown on purpose. @returns what runs the scene by a schedule */
export function runOf(scene: Scene, limits: Limits, mistakes: Omit<Installed, 'maxMembers'> = {}): ScheduleRun {
  const installed: Installed = { maxMembers: scene.maxMembers ?? SEATS, ...mistakes };
  let begun: Promise<Situation> | undefined;
  return async (chooser, trace) => {
    begun ??= beginning(scene, installed);
    const performance = new SceneRun(await begun, scene, installed, limits, chooser, trace);
    startOtherActors(performance.simulation, performance.lambda, scene);
    await performance.play(scene.stacks);
  };
}

/** Creates what is there before the scene begins, one stack after the other, without faults. */
async function beginning(scene: Scene, installed: Installed): Promise<Situation> {
  const cells = new Cells();
  scene.prepare?.(new SimulatedAccount(cells));
  let situation: Situation = { now: Date.UTC(2026, 0, 1), cells, stacks: [] };
  for (const name of scene.before ?? []) {
    const quiet = { ...scene, sweptAtTheEnd: false, repairedAtTheEnd: false };
    const performance = new SceneRun(situation, quiet, installed, { faults: 0, kinds: [] }, new Replay([]));
    situation = await performance.play({ [name]: (stack) => stack.create() });
    if (scene.byThemselves?.includes(name)) holdByItself(new SimulatedAccount(situation.cells), stackId(name));
  }
  for (const oddity of scene.oddities ?? []) {
    new SimulatedAccount(situation.cells).oddities.set(oddity, true);
  }
  if (scene.amidDeployments) {
    divide(new SimulatedAccount(situation.cells));
  }
  if (scene.ledgerLost) {
    const ledger = new SimulatedAccount(situation.cells).items;
    for (const id of ledger.ids()) {
      ledger.delete(id);
    }
    new SimulatedAccount(situation.cells).forgotten.set('ledger', true);
  }
  return situation;
}

/** Changes the ledger to what 0.1.0 would have written: the stack's member is in the cluster's item itself. */
function holdByItself({ items }: SimulatedAccount, stack: string): void {
  const clusters = items.all().filter(isCluster);
  for (const gateway of items.all().filter(isGateway)) {
    const held = { ...gateway.clusters };
    for (const [name, { members, ...rest }] of Object.entries(held)) {
      const cluster = clusters.find((one) => one.name === name);
      const [member] = Object.keys(members).filter((one) => one.startsWith(stack));
      if (!cluster || !member) continue;
      const { [member]: _, ...others } = members;
      const isLast = Object.keys(others).length === 0;
      const { [gateway.token]: __, ...holders } = cluster.members;
      if (isLast) delete held[name];
      else held[name] = { members: others, ...rest };
      const kept = { ...(isLast ? holders : cluster.members), [member]: true as const };
      items.set(`${cluster.PK} ${cluster.SK}`, { ...cluster, members: kept });
    }
    // The gateway itself may be of that version, too.
    const { clusters: _, ...old } = gateway;
    const isOld = Object.keys(held).length === 0;
    items.set(`${gateway.PK} ${gateway.SK}`, {
      ...toAttributes(isOld ? old : { ...old, clusters: held }),
      PK: gateway.PK,
      SK: gateway.SK,
    });
  }
}

/** ECS has begun a deployment of every service. */
function divide({ rules, divided, services }: SimulatedAccount): void {
  for (const rule of rules.all()) {
    const member = memberOfTags(rule.tags) ?? '';
    const service = services.get(member);
    if (!service) continue;
    divided.set(member, true);
    services.set(member, { ...service, tasks: ['blue', 'green'], live: 'green', deploying: true });
    rules.set(rule.arn, { ...rule, weights: { [`${member}-blue`]: 5, [`${member}-green`]: 95 } });
  }
}

/** One run through a scene. */
class SceneRun {
  readonly simulation: Simulation;
  readonly lambda: SimulatedLambda;
  readonly #requests: Requests;
  readonly #ecs: SimulatedEcs;
  readonly #stacks: StackState[];
  /** Sentences about what went wrong in the operations of a stack. */
  readonly #wrong: string[] = [];
  readonly #unfinished = new Set<string>();
  #checked = -1;
  readonly #scene: Scene;
  readonly #installed: Installed;

  constructor(from: Situation, scene: Scene, installed: Installed, limits: Limits, chooser: Chooser, trace?: string[]) {
    this.#scene = scene;
    this.#installed = installed;
    this.simulation = new Simulation(from.cells.copy(), limits, chooser);
    this.simulation.now = from.now;
    this.simulation.trace = trace;
    this.#requests = new Requests(this.simulation);
    this.lambda = new SimulatedLambda(this.simulation, installed, (reply) => this.#requests.receive(reply));
    this.#ecs = new SimulatedEcs(this.simulation);
    this.#stacks = structuredClone(from.stacks);
  }

  /** @throws ViolationError */
  async play(operations: Readonly<Record<string, StackOperations>>): Promise<Situation> {
    const { simulation } = this;
    const stacks = this.#stacks;
    for (const [name, one] of Object.entries(operations)) {
      this.#start(name, one);
    }
    const check = () => this.#check();
    await simulation.play(check);
    await this.#judgeWhatWasLeft(check);
    if (this.#scene.sweptAtTheEnd) {
      simulation.calm(SWEEP_EVERY_MS);
      this.lambda.sweep('last sweeper');
      await simulation.play(check);
    }
    if (this.#scene.repairedAtTheEnd) {
      await this.#heal(check);
    }
    none([...this.#wrong, ...[...this.#unfinished].map((name) => `${name} never ends`)]);
    none(brokenFinally(viewOf(simulation.cells, stacks)));
    return { now: simulation.now, cells: simulation.cells, stacks };
  }

  /** @throws ViolationError if errands have not mended what operations have left to them; or the schedule, if one was lost */
  async #judgeWhatWasLeft(check: () => void): Promise<void> {
    const left = this.#stacks.filter(({ leftToErrand }) => leftToErrand.length > 0);
    if (left.length > 0 && new SimulatedAccount(this.simulation.cells).lostErrands.ids().length > 0) {
      await this.#visit('schedule', 'unattended', check);
    }
    for (const stack of left) {
      stack.leftToErrand = [];
      none(brokenAtRest(viewOf(this.simulation.cells, [stack]), stack));
    }
  }

  /**
   * @throws ViolationError if the doctor still finds something it has repaired, or does not name what people must do
   */
  async #heal(check: () => void): Promise<void> {
    const account = new SimulatedAccount(this.simulation.cells);
    const advice = await this.#visit('adviser', 'none', check);
    if (takeListenersAway(account) && !advice.some(({ kind }) => kind === 'foreign')) {
      none(['doctor: does not name a foreign listener']);
    }
    await this.#visit('healer', 'full', check);
    const findings = await this.#visit('last doctor', 'none', check);
    const keeps = this.#stacks.some(({ kept }) => kept.length > 0);
    const wrong = findings.filter(({ kind }) => !FOR_PEOPLE.has(kind) && !(keeps && kind === 'retained'));
    none(wrong.map(({ what, problem }) => `doctor: ${what} ${problem}`));
  }

  /** A check-up while nothing else happens. */
  async #visit(id: string, treatment: Treatment, check: () => void): Promise<CheckUpFinding[]> {
    this.simulation.calm(SWEEP_EVERY_MS);
    const told = this.lambda.checkUp(id, treatment);
    await this.simulation.play(check);
    return (await told)?.findings ?? [];
  }

  #start(name: string, operations: StackOperations): void {
    const { simulation, lambda } = this;
    const requests = this.#requests;
    const scene = this.#scene;
    const player = simulation.spawn(`CloudFormation for ${name}`);
    const state = this.#stateOf(name);
    const asking = new StackRequests(simulation, player, requests, lambda, state, scene);
    this.#unfinished.add(name);
    operations(new SimulatedStack(asking, this.#ecs))
      .then(
        () => this.#unfinished.delete(name),
        (error) => this.#wrong.push(String(error)),
      )
      .finally(() => {
        asking.save();
        player.end();
      });
  }

  #stateOf(name: string): StackState {
    const known = this.#stacks.find((one) => one.name === name);
    const state = known ?? newStack(name, this.#templateOf(name), this.#scene.contract);
    if (!known) {
      this.#stacks.push(state);
    }
    return state;
  }

  #templateOf(name: string): Template | undefined {
    const { settings = {}, templates = {} } = this.#scene;
    return templates[name] ?? (settings[name] && oneBlock(settings[name]));
  }

  #check(): void {
    const { simulation } = this;
    const requests = this.#requests;
    const scene = this.#scene;
    const installed = this.#installed;
    const unanswered = scene.signed === 'not' ? [] : requests.unanswered.map((id) => `nobody answered ${id}`);
    none([...this.#wrong, ...requests.faults, ...this.lambda.faults, ...unanswered]);
    if (this.#checked !== simulation.cells.version) {
      this.#checked = simulation.cells.version;
      none(brokenNow(viewOf(simulation.cells, this.#stacks), installed.maxMembers));
    }
  }
}
