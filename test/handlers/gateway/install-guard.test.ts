import { createGuard, InstallInUseError } from '../../../handlers/gateway/install-guard';
import type { ResourceRequest } from '../../../handlers/gateway/protocol/resource';
import type { Item, Store } from '../../../handlers/gateway/world/store';

const member = (stack: string, service: string): string =>
  `arn:aws:cloudformation:us-east-1:123456789012:stack/${stack}/11111111-2222/${service}~request-1`;

const members = (...ids: string[]): Record<string, true> => Object.fromEntries(ids.map((id) => [id, true]));

const gateway = (token: string, ids: Record<string, true>, more: Partial<Item> = {}): Item => ({
  PK: 'POOL#vpc-1#internet-facing#default',
  SK: `GATEWAY#${token}`,
  kind: 'gateway',
  pool: { name: 'default', vpcId: 'vpc-1', scheme: 'internet-facing' },
  number: 1,
  token,
  state: 'OPEN',
  members: ids,
  ...more,
});

const cluster = (ids: Record<string, true>): Item => ({
  PK: 'CLUSTER#default',
  SK: 'CLUSTER',
  kind: 'cluster',
  name: 'default',
  token: 'c',
  state: 'OPEN',
  members: ids,
});

const request = (RequestType: ResourceRequest['RequestType']): ResourceRequest => ({
  RequestType,
  ResourceType: 'Custom::ExpressGuard',
  RequestId: 'request-9',
  StackId: 'arn:aws:cloudformation:us-east-1:123456789012:stack/cfn-express/3333',
  LogicalResourceId: 'Guard',
  ResourceProperties: {},
});

const unused = () => Promise.reject(new Error('not for the guard'));

function guardOver(...items: Item[]) {
  const store: Store = { get: unused, query: unused, write: unused, transact: unused, scan: async () => items };
  const guard = createGuard(store);
  const { signal } = new AbortController();
  return (type: ResourceRequest['RequestType']) => guard.handle(request(type), { id: 'i', deadline: 0, signal });
}

const done = { status: 'SUCCESS', physicalResourceId: 'cfn-express-guard' };

describe('the guard of the install', () => {
  it('lets an install be deleted that no service uses', async () => {
    await expect(guardOver()('Delete')).resolves.toEqual(done);
  });

  it('does not take the token of a load balancer in a cluster for a service', async () => {
    const deletion = guardOver(gateway('t', members(member('shop', 'Web'))), cluster(members('t')))('Delete');
    await expect(deletion).rejects.toThrow(/^1 service uses this install: Web of stack shop;/);
  });

  it('says how to let go of a cluster that is held for a load balancer which is gone', async () => {
    await expect(guardOver(cluster(members('t')))('Delete')).rejects.toThrow(
      'cluster default is held for load balancer express-t, which no service uses any more; run cfn-express doctor --fix',
    );
  });

  it('refuses the Delete while services are members, and names each once, in order', async () => {
    const both = members(member('shop', 'Web'), member('blog', 'Api'));
    const deletion = guardOver(gateway('t', both), cluster(both))('Delete');
    await expect(deletion).rejects.toThrow(InstallInUseError);
    await expect(deletion).rejects.toThrow(
      '2 services use this install: Api of stack blog, Web of stack shop; delete their stacks first',
    );
  });

  it('names a single service in the singular', async () => {
    await expect(guardOver(gateway('t', members(member('shop', 'Web'))))('Delete')).rejects.toThrow(
      '1 service uses this install: Web of stack shop; delete its stack first',
    );
  });

  it('names ten services of many', async () => {
    const many = members(...Array.from({ length: 12 }, (_, index) => member('shop', `Web${index}`)));
    await expect(guardOver(gateway('t', many))('Delete')).rejects.toThrow(/^12 services .* and 2 more; delete/);
  });

  it('refuses the Delete while something is being taken down', async () => {
    await expect(guardOver(gateway('t', {}, { state: 'CLOSING' }), cluster({}))('Delete')).rejects.toThrow(
      'cluster default, load balancer express-t: still being taken down; try again in a few minutes',
    );
  });

  it('says why a load balancer is kept, because waiting does not help', async () => {
    const kept = gateway('t', {}, { state: 'CLOSING', kept: 'it carries what cfn-express did not make: arn:rule' });
    await expect(guardOver(kept, cluster({}))('Delete')).rejects.toThrow(
      'load balancer express-t is kept: it carries what cfn-express did not make: arn:rule; put that right, then run cfn-express doctor --fix, which takes the rest down',
    );
  });

  it('refuses only a Delete: Create and Update succeed whatever the ledger holds', async () => {
    const handle = guardOver(gateway('t', members(member('shop', 'Web'))));
    await expect(handle('Create')).resolves.toEqual(done);
    await expect(handle('Update')).resolves.toEqual(done);
  });

  it('always has the same physical id, so that a failed install cleans up what it made', () => {
    expect(
      createGuard({ get: unused, query: unused, write: unused, transact: unused, scan: unused }).physicalId(
        request('Create'),
      ),
    ).toBe('cfn-express-guard');
  });
});
