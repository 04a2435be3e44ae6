import type { SoakAccount } from './account';
import type { Chance } from './chance';
import type { PatientClock } from './clock';
import type { SoakCloudFormation, StackBlock, StackRequest } from './cloudformation';
import type { FunctionResponse } from './responses';
import type { TrafficWatch } from './traffic-watch';

export interface SoakServiceOptions {
  account: SoakAccount;
  chance: Chance;
  clock: PatientClock;
  cloudFormation: SoakCloudFormation;
  traffic: TrafficWatch;
  subnetIds: string[];
  /** Limits how many services are down at a time, so that no load balancer loses its last one. */
  whileDown(work: () => Promise<void>): Promise<void>;
}

/** What a service does while it is up. */
const ACTS = {
  /** A stack update gives it another host; the clean-up deletes the old route. */
  'new host': 30,
  /** The same update is rolled back. */
  'new host, rolled back': 20,
  /** The same update is cancelled while the function works on it. */
  'new host, cancelled': 15,
  refresh: 10,
  /** Its stack is deleted, and made again. */
  rejoin: 25,
};

/** What a service does while load balancers may lose their last service and others join. */
const TURNS = {
  /** Its stack is deleted, and made again. */
  rejoin: 50,
  /** A stack update moves it to another gateway. */
  move: 30,
  /** Two stack updates move it there and back again. */
  'move and return': 20,
};

/** The gateway that services move to. */
const ELSEWHERE = 'elsewhere';

/** How often a stack is created, or a deletion tried, if it fails. */
const TRIES = 3;
/**
 * When a request is cancelled, in milliseconds after it was sent. Response URLs contain whole seconds, so they do not
 * tell apart what was sent within one second.
 */
const FIRST_CANCEL_MS = 1_000;
const LATEST_CANCEL_MS = 6_000;

type Properties = Record<string, unknown>;

/** One service: CloudFormation creates, updates and deletes its stacks. */
export class SoakService {
  /** It could not be created, or something went wrong and is reported. It does nothing from then on. */
  isLost = false;
  #incarnation = 0;
  #gateway: { id: string; properties: Properties } = { id: '', properties: {} };
  #route: { id: string; properties: Properties } = { id: '', properties: {} };
  #traffic: { id: string; properties: Properties } = { id: '', properties: {} };
  /** Two services share a stack. */
  readonly #number: number;
  readonly #options: SoakServiceOptions;

  constructor(number: number, options: SoakServiceOptions) {
    this.#number = number;
    this.#options = options;
  }

  get #name(): string {
    return `service ${this.#number}`;
  }

  get #stack(): StackBlock {
    const name = `stack-${Math.floor(this.#number / 2)}`;
    const uuid = this.#options.chance.uuid(name, this.#incarnation === 0 ? 0 : `${this.#name} ${this.#incarnation}`);
    return {
      id: `arn:aws:cloudformation:us-east-1:123456789012:stack/${name}/${uuid}`,
      block: this.#number % 2 === 0 ? 'Web' : 'Api',
    };
  }

  /** Creates the stack, again if that fails. @throws Error if it fails every time */
  async join(): Promise<void> {
    for (let attempt = 1; !(await this.#create()); attempt++) {
      if (attempt === TRIES) this.#lose('could not be created');
      this.#incarnation++;
    }
  }

  /** Does something, which chance decides. */
  async act(step: number): Promise<void> {
    const { chance, whileDown } = this.#options;
    const act = chance.choose(ACTS, this.#name, 'act', step);
    const host = { ...this.#route.properties, Hosts: [`${this.#name.replace(' ', '-')}-${step}.example.com`] };
    switch (act) {
      case 'new host':
        return this.#changeRoute(host);
      case 'new host, rolled back':
        return this.#changeAndRollBack(host);
      case 'new host, cancelled':
        return this.#changeAndCancel(host);
      case 'refresh':
        return this.#refresh(String(step));
      case 'rejoin':
        return whileDown(() => this.#rejoin(step));
    }
  }

  /** Leaves its load balancer for another or a new one, while all other services do the same. */
  async turn(): Promise<void> {
    const turn = this.#options.chance.choose(TURNS, this.#name, 'turn');
    if (turn === 'rejoin') return this.#rejoin(0);
    const { GatewayName: _, ...home } = this.#gateway.properties;
    await this.#move({ ...home, GatewayName: ELSEWHERE });
    if (turn === 'move and return') await this.#move(home);
  }

  /** Deletes the stack. */
  async leave(): Promise<void> {
    this.#options.traffic.up.delete(this.#name);
    if (this.#traffic.id !== '') await this.#delete('Traffic', this.#traffic.id, this.#traffic.properties);
    this.#traffic = { id: '', properties: {} };
    await this.#delete('Route', this.#route.id, this.#route.properties);
    await this.#deleteTargetGroups(this.#route.properties);
    await this.#delete('Gateway', this.#gateway.id, this.#gateway.properties);
  }

  async #create(): Promise<boolean> {
    const { chance, subnetIds } = this.#options;
    const given = chance.number(this.#name, 'subnets', this.#incarnation) < 0.5;
    const properties: Properties = given ? { SubnetIds: subnetIds } : {};
    const gateway = await this.#ask({ requestType: 'Create', kind: 'Gateway', properties });
    if (gateway.Status === 'FAILED') {
      await this.#delete('Gateway', gateway.PhysicalResourceId, properties);
      return false;
    }
    this.#gateway = { id: gateway.PhysicalResourceId, properties };
    const membership = { ...(await this.#membership(gateway)), Strategy: 'CANARY' };
    const route = await this.#ask({ requestType: 'Create', kind: 'Route', properties: membership });
    this.#route = { id: route.PhysicalResourceId, properties: membership };
    const begun = route.Status === 'SUCCESS' && (await this.#begin());
    if (!begun) {
      await this.leave();
      return false;
    }
    this.#isUp(gateway, route);
    return true;
  }

  /** The tasks are healthy: the Create of the traffic follows the ECS service. @returns whether it succeeded */
  async #begin(): Promise<boolean> {
    const properties = trafficOf(this.#route);
    const { Status, PhysicalResourceId: id } = await this.#ask({ requestType: 'Create', kind: 'Traffic', properties });
    this.#traffic = { id, properties };
    return Status === 'SUCCESS';
  }

  /** The Update of the traffic, which follows that of the route. @returns whether it succeeded */
  async #follow(route: { id: string; properties: Properties }): Promise<boolean> {
    const before = this.#traffic;
    const properties = trafficOf(route);
    const { Status, PhysicalResourceId: id } = await this.#update('Traffic', before, properties);
    if (Status === 'SUCCESS') {
      this.#traffic = { id, properties };
      return true;
    }
    // The roll back sends it the old properties after those of the route.
    const asked: StackRequest = {
      requestType: 'Update',
      kind: 'Traffic',
      physicalId: id,
      properties: before.properties,
      old: properties,
    };
    this.#undo = async () => void (await this.#insist(asked));
    return false;
  }

  /** What a roll back has to do about the traffic when the route is taken back. */
  #undo: () => Promise<void> = async () => {};

  /** The route's properties that come from its gateway, with target groups made for it. */
  async #membership({ PhysicalResourceId: Membership, Data = {} }: FunctionResponse) {
    const { account } = this.#options;
    const { VpcId, BlueTargetGroupName, GreenTargetGroupName } = Data;
    const BlueTargetGroupArn = await account.createTargetGroup(String(BlueTargetGroupName), String(VpcId));
    const GreenTargetGroupArn = await account.createTargetGroup(String(GreenTargetGroupName), String(VpcId));
    return { Membership, BlueTargetGroupArn, GreenTargetGroupArn };
  }

  #isUp(gateway: FunctionResponse, route: FunctionResponse): void {
    this.#options.traffic.up.set(this.#name, {
      ruleArn: String(route.Data?.RuleArn),
      loadBalancerArn: String(gateway.Data?.LoadBalancerArn),
      blueTargetGroupArn: String(this.#route.properties.BlueTargetGroupArn),
    });
  }

  /** A stack update that replaces the membership, its target groups and its route, and cleans the old ones up. */
  async #move(properties: Properties): Promise<void> {
    const old = { gateway: this.#gateway, route: this.#route };
    const gateway = await this.#update('Gateway', old.gateway, properties);
    if (gateway.Status === 'FAILED') return this.#stay(gateway.PhysicalResourceId, properties);
    if (gateway.PhysicalResourceId === old.gateway.id) this.#lose('was not moved');
    const tried = { ...old.route.properties, ...(await this.#membership(gateway)) };
    const route = await this.#update('Route', old.route, tried);
    const oldTraffic = this.#traffic;
    const followed =
      route.Status === 'SUCCESS' && (await this.#follow({ id: route.PhysicalResourceId, properties: tried }));
    if (!followed) {
      await this.#rollBack(tried, route.PhysicalResourceId);
      if (route.PhysicalResourceId !== old.route.id) await this.#delete('Route', route.PhysicalResourceId, tried);
      await this.#deleteTargetGroups(tried);
      return this.#stay(gateway.PhysicalResourceId, properties);
    }
    this.#gateway = { id: gateway.PhysicalResourceId, properties };
    this.#route = { id: route.PhysicalResourceId, properties: tried };
    this.#isUp(gateway, route);
    await this.#delete('Traffic', oldTraffic.id, oldTraffic.properties);
    await this.#delete('Route', old.route.id, old.route.properties);
    await this.#deleteTargetGroups(old.route.properties);
    await this.#delete('Gateway', old.gateway.id, old.gateway.properties);
  }

  /** A move is rolled back. @param from the id of the membership that CloudFormation knows by now */
  async #stay(from: string, tried: Properties): Promise<void> {
    const { id, properties } = this.#gateway;
    const asked: StackRequest = { requestType: 'Update', kind: 'Gateway', physicalId: from, properties, old: tried };
    if ((await this.#insist(asked)).PhysicalResourceId !== id) {
      this.#lose('came back from a move to another membership');
    }
    if (from !== id) await this.#delete('Gateway', from, tried);
  }

  async #deleteTargetGroups({ BlueTargetGroupArn, GreenTargetGroupArn }: Properties): Promise<void> {
    for (const group of [BlueTargetGroupArn, GreenTargetGroupArn]) {
      await this.#options.account.deleteTargetGroup(String(group));
    }
  }

  async #rejoin(step: number): Promise<void> {
    await this.leave();
    this.#incarnation++;
    if (this.#options.chance.number(this.#name, 'cancelled', step) < 0.4) await this.#createAndCancel(step);
    await this.join();
  }

  /** Another resource of the stack fails while the membership is being made. The Delete then names a stand-in id. */
  async #createAndCancel(step: number): Promise<void> {
    const { chance, clock, cloudFormation } = this.#options;
    const sent = cloudFormation.send(this.#stack, { requestType: 'Create', kind: 'Gateway', properties: {} });
    sent.supersede();
    await clock.sleep(cancelAfter(chance.number(this.#name, 'pause', step)));
    await this.#delete('Gateway', `stack-${this.#number}-Gateway-STANDIN`, {});
    this.#incarnation++;
  }

  async #changeRoute(properties: Properties): Promise<void> {
    const before = this.#route;
    const answer = await this.#update('Route', before, properties);
    if (answer.Status === 'FAILED') return this.#rollBack(properties);
    if (!(await this.#follow({ id: answer.PhysicalResourceId, properties }))) {
      await this.#rollBack(properties, answer.PhysicalResourceId);
      if (answer.PhysicalResourceId !== before.id) await this.#delete('Route', answer.PhysicalResourceId, properties);
      return;
    }
    this.#route = { id: answer.PhysicalResourceId, properties };
    if (this.#route.id !== before.id) await this.#delete('Route', before.id, before.properties);
  }

  async #changeAndRollBack(properties: Properties): Promise<void> {
    const { id } = this.#route;
    const answer = await this.#update('Route', this.#route, properties);
    await this.#rollBack(properties, answer.PhysicalResourceId);
    if (answer.PhysicalResourceId !== id) await this.#delete('Route', answer.PhysicalResourceId, properties);
  }

  async #changeAndCancel(properties: Properties): Promise<void> {
    const { chance, clock, cloudFormation } = this.#options;
    const { id, properties: old } = this.#route;
    const sent = cloudFormation.send(this.#stack, {
      requestType: 'Update',
      kind: 'Route',
      physicalId: id,
      properties,
      old,
    });
    const pause = clock.sleep(cancelAfter(chance.number(this.#name, 'pause', id)));
    const learnt = await Promise.race([sent.answer, pause]);
    if (!learnt) sent.supersede();
    await this.#rollBack(properties, learnt?.PhysicalResourceId);
    if (learnt && learnt.PhysicalResourceId !== id) await this.#delete('Route', learnt.PhysicalResourceId, properties);
  }

  /** The reversed Update. @param from the id that CloudFormation knows by now */
  async #rollBack(tried: Properties, from = this.#route.id): Promise<void> {
    const { id, properties } = this.#route;
    const asked: StackRequest = { requestType: 'Update', kind: 'Route', physicalId: from, properties, old: tried };
    if ((await this.#insist(asked)).PhysicalResourceId !== id) {
      this.#lose('came back from an update with another route');
    }
    const undo = this.#undo;
    this.#undo = async () => {};
    await undo();
  }

  /** UPDATE_ROLLBACK_FAILED: a user continues the roll back. */
  async #insist(asked: StackRequest): Promise<FunctionResponse> {
    let answer = await this.#ask(asked);
    for (let attempt = 1; answer.Status === 'FAILED' && attempt < TRIES; attempt++) answer = await this.#ask(asked);
    return answer;
  }

  async #refresh(Refresh: string): Promise<void> {
    const properties = { ...this.#gateway.properties, Refresh };
    const { id } = this.#gateway;
    const answer = await this.#update('Gateway', this.#gateway, properties);
    if (answer.PhysicalResourceId !== id) this.#lose('was moved by a refresh');
    this.#gateway = { id, properties };
  }

  #update(
    kind: StackRequest['kind'],
    { id, properties: old }: { id: string; properties: Properties },
    properties: Properties,
  ): Promise<FunctionResponse> {
    return this.#ask({ requestType: 'Update', kind, physicalId: id, properties, old });
  }

  async #delete(kind: StackRequest['kind'], physicalId: string, properties: Properties): Promise<void> {
    for (let attempt = 1; attempt <= TRIES; attempt++) {
      const { Status } = await this.#ask({ requestType: 'Delete', kind, physicalId, properties });
      if (Status === 'SUCCESS') return;
    }
    this.#lose(`has a ${kind} that could not be deleted`);
  }

  #lose(how: string): never {
    this.isLost = true;
    throw new Error(`${this.#name} ${how}`);
  }

  #ask(asked: StackRequest): Promise<FunctionResponse> {
    return this.#options.cloudFormation.ask(this.#stack, asked);
  }
}

/** The properties that a route and its traffic have in common, and its route. */
const trafficOf = ({ id, properties }: { id: string; properties: Properties }): Properties => ({
  ...properties,
  Route: id,
});

const cancelAfter = (part: number): number => FIRST_CANCEL_MS + part * (LATEST_CANCEL_MS - FIRST_CANCEL_MS);
