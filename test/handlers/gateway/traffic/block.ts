import { memberOfTags, serviceOf, serviceParts } from '../../../../handlers/gateway/identity';
import type { SuccessOutcome } from '../../../../handlers/gateway/protocol/resource';
import { covers } from '../../../../handlers/gateway/route/patterns';
import { type Cloud, stackId, succeeded } from '../account/at-once/cloud';
import type { ListenerRuleRecord } from '../account/state';

type Wanted = Record<string, unknown>;

/**
 * A block of a stack in an account, and the requests that CloudFormation sends for its custom resources: in an update
 * `deploys` or `routes`, then, when the ECS service is steady, `begins`; and in the clean-up `cleansUp` or `goes`.
 */
export class CloudBlock {
  member = '';
  route = '';
  /** Ids that were replaced, for the clean-up. */
  #replaced: string[] = [];
  #properties: Wanted = {};
  readonly #cloud: Cloud;
  readonly #asked: { service: string; stack: string };

  constructor(cloud: Cloud, service: string, stack = 'shop') {
    this.#cloud = cloud;
    this.#asked = { service, stack };
  }

  get id(): string {
    return `${stackId(this.#asked.stack)}/${this.#asked.service}`;
  }

  /** Gateway and route of a new block. @param contract that of the macro that expanded the template */
  async routes(properties: Wanted = {}, contract = '3'): Promise<this> {
    this.#properties = { ...properties, Contract: contract };
    this.member = succeeded(await this.#cloud.gateway('Create', this.#asked)).physicalResourceId;
    const asked = { ...this.#asked, properties: this.#properties };
    this.route = succeeded(await this.#cloud.route('Create', this.member, asked)).physicalResourceId;
    return this;
  }

  /** The same up to the traffic. */
  async deployed(properties: Wanted = {}): Promise<this> {
    await this.routes(properties);
    await this.begins();
    return this;
  }

  /** The Update of the route. A roll back is one, too. */
  tries(properties: Wanted, contract = '3') {
    const asked = { ...properties, Contract: contract };
    const old = { Membership: this.member, Strategy: 'CANARY', ...this.#properties };
    return this.#cloud.route('Update', this.member, { ...this.#asked, id: this.route, properties: asked, old });
  }

  async updates(properties: Wanted, contract = '3'): Promise<void> {
    const answer = succeeded(await this.tries(properties, contract));
    this.#properties = { ...properties, Contract: contract };
    if (answer.physicalResourceId !== this.route) {
      const { physicalResourceId: id } = answer;
      this.#replaced = [...this.#replaced, this.route].filter((one) => one !== id);
      this.route = id;
    }
  }

  /** The Create or Update of the traffic. */
  async begins(type: 'Create' | 'Update' = 'Create'): Promise<SuccessOutcome> {
    const id = type === 'Update' ? { id: this.traffic } : {};
    return succeeded(
      await this.#cloud.traffic(type, this.member, { ...this.#asked, ...id, properties: this.#properties }),
    );
  }

  /** The Deletes of what the update, or its roll back, has replaced. */
  async cleansUp(): Promise<void> {
    for (const id of this.#replaced.splice(0)) {
      succeeded(await this.#cloud.route('Delete', this.member, { ...this.#asked, id }));
    }
  }

  /** @param id the stand-in id, if CloudFormation cancelled the Create */
  async ends(id = this.traffic): Promise<SuccessOutcome> {
    return succeeded(await this.#cloud.traffic('Delete', this.member, { ...this.#asked, id }));
  }

  /** The Deletes of a block that its stack no longer has. */
  async goes(): Promise<void> {
    await this.ends();
    await this.#cloud.leave(this, this.#asked);
  }

  get traffic(): string {
    return `${this.member}/traffic`;
  }

  get seat() {
    const service = this.#cloud.services().find((one) => one.service === this.id);
    const seat = service?.seats[this.member];
    if (!seat) throw new Error(`${this.member} has no seat`);
    return seat;
  }

  get rule(): ListenerRuleRecord {
    const rule = this.#cloud.account.rules.all().find(({ tags }) => memberOfTags(tags) === this.member);
    if (!rule) throw new Error(`${this.member} has no rule`);
    return rule;
  }

  /** The priorities that it holds in its gateway. */
  get held(): number[] {
    return Object.entries(this.#cloud.gateways()[0]?.priorities ?? {})
      .filter(([name, holder]) => holder === this.member && !name.startsWith('slot'))
      .map(([name]) => Number(name));
  }
}

/** The block whose rule takes a request: `Web`, or nobody's. */
export function takes(cloud: Cloud, host: string, path: string): string | undefined {
  const matches = (patterns: readonly string[], value: string): boolean =>
    patterns.length === 0 || patterns.some((pattern) => covers(pattern, value));
  const [first] = cloud.account.rules
    .all()
    .filter(({ conditions: { hosts, paths } }) => matches(hosts, host) && matches(paths, path))
    .sort((one, other) => one.priority - other.priority);
  const member = first && memberOfTags(first.tags);
  return member && serviceParts(serviceOf(member)).logicalId;
}

/** The ids of the services that hold a claim. */
export const holders = (cloud: Cloud, claim: string): string[] =>
  cloud.account.items
    .all()
    .filter(({ SK }) => SK === `CLAIM#${claim}`)
    .flatMap(({ by }) => Object.keys(by ?? {}))
    .map((service) => serviceParts(service).logicalId)
    .sort();
