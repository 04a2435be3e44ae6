import {
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  DeleteLoadBalancerCommand,
  DeleteRuleCommand,
  DescribeLoadBalancersCommand,
  DescribeRulesCommand,
  DescribeTagsCommand,
  DescribeTargetHealthCommand,
  type ElasticLoadBalancingV2Client,
  type LoadBalancer as ElbLoadBalancer,
  ModifyRuleCommand,
  paginateDescribeListeners,
  paginateDescribeRules,
  SetRulePrioritiesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import { ListenerTakenError, StillInUseError, SubnetsRefusedError } from '../../world/errors';
import type {
  Listener,
  LoadBalancer,
  LoadBalancers,
  Matching,
  Rule,
  Setup,
  Tags,
  Weights,
} from '../../world/load-balancers';
import { explainQuota, hasErrorCode, isSubnetError, unlessRefused } from '../errors';
import { readTags, writeTags } from '../tags';
import { matchingInput, readRule, weightedForward } from './listener-rules';

/** DescribeTags takes at most 20 ARNs (ELBv2 API reference). */
const TAGGED_AT_ONCE = 20;

/**
 * Calls: CreateLoadBalancer, DescribeLoadBalancers, DeleteLoadBalancer, CreateListener, DescribeListeners, CreateRule,
 * DescribeRules, ModifyRule, SetRulePriorities, DeleteRule, DescribeTags, DescribeTargetHealth; AddTags on creation.
 * On the first use in an account, Elastic Load Balancing makes its service-linked role; the caller needs
 * iam:CreateServiceLinkedRole for elasticloadbalancing.amazonaws.com, and ec2:DescribeAccountAttributes.
 */
export class ElasticLoadBalancing implements LoadBalancers {
  readonly #client: ElasticLoadBalancingV2Client;

  constructor(client: ElasticLoadBalancingV2Client) {
    this.#client = client;
  }

  async create({ name, scheme, subnetIds, securityGroupId, tags }: Parameters<LoadBalancers['create']>[0]) {
    const command = new CreateLoadBalancerCommand({
      Name: name,
      Type: 'application',
      Scheme: scheme,
      Subnets: [...subnetIds],
      SecurityGroups: [securityGroupId],
      Tags: writeTags(tags),
    });
    try {
      const { LoadBalancers: [made] = [] } = await explainQuota('a load balancer', this.#client.send(command));
      return made ? readLoadBalancer(made) : await this.#ours(name, tags);
    } catch (error) {
      if (hasErrorCode(error, 'InvalidSecurityGroup')) return 'not yet';
      // With identical settings AWS returns the existing one. A setting was changed by hand since.
      if (hasErrorCode(error, 'DuplicateLoadBalancerName')) return this.#ours(name, tags);
      return refusedSubnets(error);
    }
  }

  async find(name: string): Promise<LoadBalancer | undefined> {
    const command = new DescribeLoadBalancersCommand({ Names: [name] });
    const answer = await unlessRefused(this.#client.send(command), ['LoadBalancerNotFound'], {});
    const found = 'LoadBalancers' in answer ? answer.LoadBalancers?.[0] : undefined;
    return found && readLoadBalancer(found);
  }

  async setup(arn: string): Promise<Setup | undefined> {
    const command = new DescribeLoadBalancersCommand({ LoadBalancerArns: [arn] });
    const { LoadBalancers: [found] = [] } = await unlessRefused(this.#client.send(command), ['LoadBalancerNotFound'], {
      LoadBalancers: [],
    });
    return found && readSetup(found);
  }

  async delete(LoadBalancerArn: string): Promise<void> {
    try {
      await this.#client.send(new DeleteLoadBalancerCommand({ LoadBalancerArn }));
    } catch (error) {
      if (hasErrorCode(error, 'OperationNotPermitted', 'ResourceInUse')) {
        throw new StillInUseError(`The load balancer ${LoadBalancerArn} cannot be deleted: ${error.message}`, {
          cause: error,
        });
      }
      if (!hasErrorCode(error, 'LoadBalancerNotFound')) throw error;
    }
  }

  async createListener({ loadBalancerArn, port, tags }: Parameters<LoadBalancers['createListener']>[0]) {
    const command = new CreateListenerCommand({
      LoadBalancerArn: loadBalancerArn,
      Protocol: 'HTTP',
      Port: port,
      DefaultActions: [
        {
          Type: 'fixed-response',
          FixedResponseConfig: { StatusCode: '404', ContentType: 'text/plain', MessageBody: 'Not Found' },
        },
      ],
      Tags: writeTags(tags),
    });
    const sent = explainQuota('a listener', this.#client.send(command)).catch(refusedSubnets);
    const refusals = ['DuplicateListener', 'LoadBalancerNotFound'];
    const { Listeners: [made] = [] } = await unlessRefused(sent, refusals, { Listeners: [] });
    return made?.ListenerArn ?? (await this.#ourListener(loadBalancerArn, port, tags)) ?? 'not yet';
  }

  async listeners(LoadBalancerArn: string): Promise<Listener[]> {
    const listeners: Listener[] = [];
    try {
      for await (const page of paginateDescribeListeners({ client: this.#client }, { LoadBalancerArn })) {
        for (const { ListenerArn, Port } of page.Listeners ?? []) {
          listeners.push({ arn: known(ListenerArn, 'ListenerArn'), port: Port ?? 0 });
        }
      }
    } catch (error) {
      if (!hasErrorCode(error, 'LoadBalancerNotFound', 'ListenerNotFound')) throw error;
    }
    return listeners;
  }

  async rules(ListenerArn: string): Promise<Rule[]> {
    const rules: Rule[] = [];
    try {
      for await (const page of paginateDescribeRules({ client: this.#client }, { ListenerArn })) {
        rules.push(...(page.Rules ?? []).filter((rule) => !rule.IsDefault).map(readRule));
      }
    } catch (error) {
      if (!hasErrorCode(error, 'ListenerNotFound')) throw error;
    }
    return rules;
  }

  async rule(arn: string): Promise<Rule | undefined> {
    const command = new DescribeRulesCommand({ RuleArns: [arn] });
    const answer = await unlessRefused(this.#client.send(command), ['RuleNotFound'], { Rules: [] });
    const found = answer.Rules?.[0];
    return found && readRule(found);
  }

  async tags(arns: readonly string[]): Promise<Map<string, Tags>> {
    const tags = new Map<string, Tags>();
    for (let start = 0; start < arns.length; start += TAGGED_AT_ONCE) {
      for (const [arn, found] of await this.#tagsOf(arns.slice(start, start + TAGGED_AT_ONCE))) {
        tags.set(arn, found);
      }
    }
    return tags;
  }

  async createRule(options: Parameters<LoadBalancers['createRule']>[0]) {
    const { listenerArn, priority, weights, sticky, tags, ...matching } = options;
    const command = new CreateRuleCommand({
      ListenerArn: listenerArn,
      Priority: priority,
      Actions: [weightedForward(weights, sticky)],
      Tags: writeTags(tags),
      ...matchingInput(matching, 'new'),
    });
    try {
      const made = await explainQuota('a listener rule', this.#client.send(command));
      return known(made.Rules?.[0]?.RuleArn, 'RuleArn');
    } catch (error) {
      if (hasErrorCode(error, 'PriorityInUse')) return 'PriorityInUse';
      if (hasErrorCode(error, 'ListenerNotFound')) return 'not yet';
      throw error;
    }
  }

  async changeRule(RuleArn: string, matching: Matching): Promise<void> {
    await this.#client.send(new ModifyRuleCommand({ RuleArn, ...matchingInput(matching, 'changed') }));
  }

  async changeWeights(RuleArn: string, weights: Weights, { sticky }: { sticky: boolean }): Promise<void> {
    await this.#client.send(new ModifyRuleCommand({ RuleArn, Actions: [weightedForward(weights, sticky)] }));
  }

  async changePriority(RuleArn: string, Priority: number) {
    const command = new SetRulePrioritiesCommand({ RulePriorities: [{ RuleArn, Priority }] });
    const answer = await unlessRefused(this.#client.send(command), ['PriorityInUse'], undefined);
    return answer ? 'changed' : 'PriorityInUse';
  }

  async deleteRule(RuleArn: string) {
    const answer = await unlessRefused(
      this.#client.send(new DeleteRuleCommand({ RuleArn })),
      ['RuleNotFound'],
      undefined,
    );
    return answer ? 'deleted' : 'gone';
  }

  async targets(TargetGroupArn: string): Promise<number> {
    const command = new DescribeTargetHealthCommand({ TargetGroupArn });
    const none = { TargetHealthDescriptions: [] };
    const answer = await unlessRefused(this.#client.send(command), ['TargetGroupNotFound'], none);
    const { TargetHealthDescriptions: targets = [] } = answer;
    return targets.filter(({ TargetHealth }) => TargetHealth?.State !== 'draining').length;
  }

  /** The listener on this port. @throws ListenerTakenError if it does not have the tags */
  async #ourListener(loadBalancerArn: string, port: number, tags: Tags): Promise<string | undefined> {
    const found = (await this.listeners(loadBalancerArn)).find((one) => one.port === port);
    const carried = found && (await this.tags([found.arn])).get(found.arn);
    if (found && carried && !carries(carried, tags)) throw new ListenerTakenError(found);
    return carried && found.arn;
  }

  /** The load balancer of this name. @throws StillInUseError if it does not have the tags */
  async #ours(name: string, tags: Tags): Promise<LoadBalancer> {
    const found = await this.find(name);
    const carried = found && (await this.tags([found.arn])).get(found.arn);
    if (!found || !carried || !carries(carried, tags)) {
      throw new StillInUseError(`Another load balancer, which cfn-express did not make, has the name ${name}`);
    }
    return found;
  }

  /** The tags of one batch. If one of the resources is gone, AWS fails the whole batch; then each is asked for alone. */
  async #tagsOf(arns: readonly string[]): Promise<[string, Tags][]> {
    const answer = await unlessRefused(
      this.#client.send(new DescribeTagsCommand({ ResourceArns: [...arns] })),
      ['RuleNotFound', 'ListenerNotFound', 'LoadBalancerNotFound'],
      undefined,
    );
    if (!answer) return arns.length > 1 ? (await Promise.all(arns.map((arn) => this.#tagsOf([arn])))).flat() : [];
    return (answer.TagDescriptions ?? []).map(({ ResourceArn = '', Tags }) => [ResourceArn, readTags(Tags)]);
  }
}

const carries = (carried: Tags, tags: Tags): boolean =>
  Object.entries(tags).every(([key, value]) => carried[key] === value);

const readLoadBalancer = ({ LoadBalancerArn, DNSName, CanonicalHostedZoneId }: ElbLoadBalancer): LoadBalancer => ({
  arn: known(LoadBalancerArn, 'LoadBalancerArn'),
  dnsName: known(DNSName, 'DNSName'),
  hostedZoneId: known(CanonicalHostedZoneId, 'CanonicalHostedZoneId'),
});

/** A load balancer that is `active_impaired` routes traffic; it only cannot scale. */
const readSetup = ({ State: { Code, Reason } = {}, CreatedTime }: ElbLoadBalancer): Setup => ({
  state: Code === 'provisioning' || Code === 'failed' ? Code : 'active',
  ...(Reason && { reason: Reason }),
  since: CreatedTime?.getTime() ?? 0,
});

/** @throws Error if the response lacks a field that the API documents. */
function known(value: string | undefined, what: string): string {
  if (value === undefined) throw new Error(`Elastic Load Balancing returned no ${what}`);
  return value;
}

/** @throws SubnetsRefusedError if the error says so; the error itself if not */
function refusedSubnets(error: unknown): never {
  throw isSubnetError(error) ? new SubnetsRefusedError(error) : error;
}
