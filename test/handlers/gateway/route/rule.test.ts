import { Cloud, failed, succeeded } from '../account/at-once/cloud';

/** What was made a moment ago is not there yet for every call (kubernetes-sigs/aws-load-balancer-controller, pull request 1472). */
describe('a rule on a listener that AWS does not show', () => {
  it('is made as soon as AWS shows the listener', async () => {
    const cloud = new Cloud();
    const member = succeeded(await cloud.gateway('Create')).physicalResourceId;
    cloud.calls.answer('CreateRule', 'not yet', 3);
    const began = cloud.now;
    succeeded(await cloud.route('Create', member));
    expect(cloud.account.rules.size).toBe(1);
    expect(cloud.now - began).toBeLessThanOrEqual(20_000);
  });

  it('fails with what brings the listener back if AWS never shows it', async () => {
    const cloud = new Cloud();
    const member = succeeded(await cloud.gateway('Create')).physicalResourceId;
    const [listener] = cloud.account.listeners.keys();
    cloud.account.listeners.clear();
    expect(failed(await cloud.route('Create', member))).toBe(
      `MembershipLostError: Somebody deleted the shared listener ${listener}; cfn-express doctor --fix makes it again`,
    );
  });
});

/** A run that dies right after it made the rule leaves no record of its ARN; AWS's listings may be seconds behind. */
describe('a rule that is in AWS and not in the ledger', () => {
  const halfMade = async () => {
    const cloud = new Cloud();
    const member = succeeded(await cloud.gateway('Create')).physicalResourceId;
    cloud.calls.lostAnswers.add('CreateRule');
    const { physicalResourceId: id } = (await cloud.route('Create', member)) as { physicalResourceId: string };
    return { cloud, member, id };
  };

  it('is used by the next request although AWS does not show it at first', async () => {
    const { cloud, member, id } = await halfMade();
    const rules = cloud.loadBalancers.rules.bind(cloud.loadBalancers);
    const began = cloud.now;
    cloud.loadBalancers.rules = async (arn) => (cloud.now < began + 10_000 ? [] : rules(arn));
    succeeded(await cloud.route('Update', member, { id }));
    expect(cloud.account.rules.size).toBe(1);
  });

  it('is deleted with its route although AWS does not show it at first', async () => {
    const { cloud, member, id } = await halfMade();
    expect(cloud.account.rules.size).toBe(1);
    const rules = cloud.loadBalancers.rules.bind(cloud.loadBalancers);
    const began = cloud.now;
    cloud.loadBalancers.rules = async (arn) => (cloud.now < began + 10_000 ? [] : rules(arn));
    succeeded(await cloud.route('Delete', member, { id }));
    expect(cloud.account.rules.size).toBe(0);
  });

  it('is deleted at once if AWS shows it', async () => {
    const { cloud, member, id } = await halfMade();
    const began = cloud.now;
    succeeded(await cloud.route('Delete', member, { id }));
    expect(cloud.account.rules.size).toBe(0);
    expect(cloud.now).toBe(began);
  });
});
