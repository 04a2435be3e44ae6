import {
  type Action,
  CreateListenerCommand,
  CreateLoadBalancerCommand,
  CreateRuleCommand,
  CreateTargetGroupCommand,
  DescribeRulesCommand,
  ModifyRuleCommand,
  ModifyTargetGroupAttributesCommand,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { LocalAws } from '../../../../scripts/local-aws';
import { startLocalAws } from '../../../nursery';
import { clients, defaultNetwork, errorOf } from '../fixtures';

let aws: LocalAws;
let elb: ReturnType<typeof clients>['elb'];
let listener: string;
let group: () => Promise<string>;
beforeAll(async () => {
  aws = await startLocalAws({ minuteMs: 100 });
  const made = clients(aws);
  elb = made.elb;
  const { vpcId, subnetIds } = await defaultNetwork(made.ec2);
  const { LoadBalancers = [] } = await elb.send(
    new CreateLoadBalancerCommand({ Name: 'one', Subnets: subnetIds.slice(0, 2) }),
  );
  const { Listeners = [] } = await elb.send(
    new CreateListenerCommand({
      LoadBalancerArn: LoadBalancers[0]?.LoadBalancerArn,
      Protocol: 'HTTP',
      Port: 80,
      DefaultActions: [{ Type: 'fixed-response', FixedResponseConfig: { StatusCode: '404' } }],
    }),
  );
  listener = Listeners[0]?.ListenerArn ?? '';
  let groups = 0;
  group = async () => {
    const { TargetGroups = [] } = await elb.send(
      new CreateTargetGroupCommand({
        Name: `group-${groups++}`,
        Protocol: 'HTTP',
        Port: 80,
        VpcId: vpcId,
        TargetType: 'ip',
      }),
    );
    return TargetGroups[0]?.TargetGroupArn ?? '';
  };
});
afterAll(() => aws.stop());

const stick = (TargetGroupArn: string, Value: string) =>
  elb.send(
    new ModifyTargetGroupAttributesCommand({ TargetGroupArn, Attributes: [{ Key: 'stickiness.enabled', Value }] }),
  );

const forward = (arns: string[], between?: number): Action => ({
  Type: 'forward',
  ForwardConfig: {
    TargetGroups: arns.map((TargetGroupArn) => ({ TargetGroupArn, Weight: 1 })),
    ...(between !== undefined && { TargetGroupStickinessConfig: { Enabled: true, DurationSeconds: between } }),
  },
});

let priority = 0;
async function rule(action: Action): Promise<string> {
  const Conditions = [{ Field: 'path-pattern', PathPatternConfig: { Values: ['/a'] } }];
  const { Rules = [] } = await elb.send(
    new CreateRuleCommand({ ListenerArn: listener, Priority: ++priority, Conditions, Actions: [action] }),
  );
  return Rules[0]?.RuleArn ?? '';
}

const change = (RuleArn: string, action: Action) => elb.send(new ModifyRuleCommand({ RuleArn, Actions: [action] }));

const REFUSED = {
  name: 'InvalidLoadBalancerActionException',
  message: expect.stringContaining('You must enable group stickiness on a rule'),
};

test('a rule over several target groups needs group stickiness if one of the groups is sticky', async () => {
  const [blue, green] = [await group(), await group()];
  await stick(green, 'true');
  expect(await errorOf(rule(forward([blue, green])))).toMatchObject(REFUSED);
  const made = await rule(forward([blue, green], 1));
  expect(await errorOf(change(made, forward([blue, green])))).toMatchObject(REFUSED);
  await stick(green, 'false');
  await change(made, forward([blue, green]));
});

test('a target group cannot become sticky while a rule over several groups without group stickiness uses it', async () => {
  const [blue, green] = [await group(), await group()];
  const made = await rule(forward([blue, green]));
  expect(await errorOf(stick(blue, 'true'))).toMatchObject({
    name: 'InvalidConfigurationRequestException',
    message: expect.stringContaining(`(${made})`),
  });
  await stick(blue, 'false');
  await change(made, forward([blue, green], 1));
  await stick(blue, 'true');
});

test('a target group can be sticky behind a rule with one target group', async () => {
  const blue = await group();
  await rule(forward([blue]));
  await stick(blue, 'true');
});

test('group stickiness is described', async () => {
  const made = await rule(forward([await group(), await group()], 1));
  const { Rules = [] } = await elb.send(new DescribeRulesCommand({ RuleArns: [made] }));
  expect(Rules[0]?.Actions?.[0]?.ForwardConfig?.TargetGroupStickinessConfig).toEqual({
    Enabled: true,
    DurationSeconds: 1,
  });
});
