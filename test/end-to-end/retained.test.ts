import { DeleteServiceCommand } from '@aws-sdk/client-ecs';
import { DeleteRuleCommand } from '@aws-sdk/client-elastic-load-balancing-v2';
import { type Hands, handsOn } from './by-hand';
import { type InstalledAws, startInstalledAws } from './installed-aws';

/** A load balancer is closed here, and the gateway checks every five real seconds whether its interfaces are gone. */
/** Real milliseconds for one minute of AWS time. It may be short, because nothing here watches a deployment. */
const MINUTE_MS = 50;

/** The stack has a second service, which stays. */
describe('a block that is removed from its template and retained', () => {
  let installed: InstalledAws;
  let hands: Hands;
  let kept: Awaited<ReturnType<InstalledAws['account']['service']>>;

  beforeAll(async () => {
    installed = await startInstalledAws({ minuteMs: MINUTE_MS });
    hands = handsOn(installed);
  });

  afterAll(() => installed?.stop());

  const deploy = async (web: string): Promise<void> => {
    const template = `
Transform: Express
Resources:
  Api: { Type: Express::Service, Properties: { Image: api:1 } }
${web}`;
    await installed.run('deploy', await installed.template('shop.yaml', template), '--stack-name', 'shop');
  };

  const rules = async (): Promise<string[]> => (await installed.account.rules()).map(({ arn }) => arn).sort();

  test('leaves its ECS service and its listener rule behind', async () => {
    await deploy(`  Web: { Type: Express::Service, DeletionPolicy: Retain, Properties: { Image: web:1 } }`);
    kept = await installed.account.service('shop', 'Web');
    const before = await rules();
    await deploy('');
    expect(await rules()).toEqual(before);
    expect((await hands.doctor('full')).findings).toMatchObject([{ kind: 'retained', what: 'Web of stack shop' }]);
  });

  test('cannot come back to its path while the retained service has it, and the attempt changes nothing', async () => {
    const before = await rules();
    await expect(deploy(`  Web: { Type: Express::Service, Properties: { Image: web:2 } }`)).rejects.toThrow(
      /ClaimTakenError: On gateway default, \/shop-web, .* retained/,
    );
    expect(await rules()).toEqual(before);
    expect((await hands.doctor()).findings).toMatchObject([{ kind: 'retained' }]);
  });

  test('can come back with another path, and its second removal leaves the retained service alone', async () => {
    const before = await rules();
    await deploy(`  Web: { Type: Express::Service, Properties: { Image: web:2, Paths: [/web/*] } }`);
    expect((await installed.account.service('shop', 'Web')).serviceArn).not.toBe(kept.serviceArn);
    const both = await rules();
    expect([both.length, both.filter((rule) => before.includes(rule))]).toEqual([before.length + 1, before]);
    await deploy('');
    expect(await rules()).toEqual(before);
    await installed.run('delete', '--stack-name', 'shop');
    expect(await rules()).toEqual([kept.ruleArn]);
  });

  test('is given up by the doctor after somebody has deleted it by hand', async () => {
    await hands.elb.send(new DeleteRuleCommand({ RuleArn: kept.ruleArn }));
    await hands.ecs.send(new DeleteServiceCommand({ cluster: 'default', service: kept.serviceArn, force: true }));
    const [GroupId = ''] = await installed.account.securityGroups();
    await hands.cutOff(GroupId, 'shop-');
    expect(await hands.doctor('full')).toMatchObject({ findings: [], repaired: [{ kind: 'abandoned' }] });
    expect(await installed.account.loadBalancers()).toEqual([]);
  });
});
