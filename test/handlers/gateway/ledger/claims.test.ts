import {
  claiming,
  claimOf,
  claimsOnlyOf,
  readClaims,
  releasing,
  sharing,
} from '../../../../handlers/gateway/ledger/claims';
import type { Pool, Seat, ServiceItem } from '../../../../handlers/gateway/ledger/items';
import { claimKey } from '../../../../handlers/gateway/ledger/keys';
import { newService } from '../../../../handlers/gateway/ledger/service';
import { ConditionFailedError } from '../../../../handlers/gateway/world/store';
import { Calls } from '../account/at-once/calls';
import { MemoryCollection } from '../account/memory';
import { AccountTable } from '../account/table';

const pool: Pool = { name: 'default', vpcId: 'vpc', scheme: 'internal' };
const other: Pool = { ...pool, name: 'other' };
const claim = { pool, claim: 'a /' };
/** Two services of one stack, and one of another. */
const [web, api, stranger] = ['shop/Web', 'shop/Api', 'blog/Web'];

const table = () => new AccountTable(new MemoryCollection(), new Calls());
const key = claimKey(pool, 'a /');
const take = async (store: AccountTable, service: string) =>
  store.write(sharing(claim, service, await readClaims(store, [claim])));
const free = async (store: AccountTable, service: string) => {
  const [write] = releasing([claim], service, await readClaims(store, [claim]));
  return write && store.transact([write]);
};

it('ignores case in hosts, and not in paths', () => {
  expect(claimOf('A.Example.com', '/A')).toBe('a.example.com /A');
});

it('is held by the services of one stack', async () => {
  const store = table();
  await store.write(claiming(claim, web));
  await store.write(claiming(claim, web));
  await expect(store.write(claiming(claim, stranger))).rejects.toThrow(ConditionFailedError);
  await expect(store.write(claiming(claim, api))).rejects.toThrow(ConditionFailedError);
  await store.write(claiming({ pool: other, claim: 'a /' }, stranger));
  await take(store, api);
  await expect(take(store, stranger)).rejects.toThrow(ConditionFailedError);
  expect(await store.get(key)).toEqual({
    ...key,
    kind: 'claim',
    owner: web,
    stack: 'shop',
    by: { [web]: true, [api]: true },
  });
});

it('of an older version, which has only an owner, is shared with a sibling and refused to a stranger', async () => {
  const store = table();
  const old = { key, when: [], put: { kind: 'claim', owner: web } };
  await store.write(old);
  await expect(take(store, stranger)).rejects.toThrow(ConditionFailedError);
  await take(store, api);
  expect(await store.get(key)).toMatchObject({ owner: web, by: { [web]: true, [api]: true } });
  await store.write(old);
  await take(store, web);
  expect(await store.get(key)).toMatchObject({ owner: web, by: { [web]: true } });
  await store.write(old);
  await free(store, web);
  expect(await store.get(key)).toBeUndefined();
});

it('is free when the last of its services has freed it, and has one of the others as its owner until then', async () => {
  const store = table();
  await store.write(claiming(claim, web));
  await take(store, api);
  await expect(store.transact(releasing([claim], web))).rejects.toThrow(ConditionFailedError);
  await free(store, web);
  expect(await store.get(key)).toMatchObject({ owner: api, by: { [api]: true } });
  await free(store, web);
  await free(store, api);
  await free(store, api);
  expect(await store.get(key)).toBeUndefined();
});

it('that somebody else has by now stays', async () => {
  const store = table();
  await store.write(claiming(claim, stranger));
  await expect(store.transact(releasing([claim], web))).rejects.toThrow(ConditionFailedError);
  await free(store, web);
  expect(await store.get(key)).toMatchObject({ owner: stranger });
});

describe('the claims of removed routes', () => {
  const service = (routes: ServiceItem['routes']): ServiceItem => ({
    ...newService('s'),
    seats: { m: { pool } as Seat, n: { pool: other } as Seat },
    routes,
  });
  const only = (routes: ServiceItem['routes'], gone: string[]) => claimsOnlyOf(service(routes), gone);

  it('are those that no other route of the service holds', () => {
    const routes = { one: { member: 'm', claims: ['a /', 'b /'] }, two: { member: 'm', claims: ['b /'] } };
    expect(only(routes, ['one'])).toEqual([claim]);
    expect(only(routes, ['one', 'two'])).toEqual([claim, { pool, claim: 'b /' }]);
  });

  it('are named once, and apart from those of another pool', () => {
    const routes = { one: { member: 'm', claims: ['a /'] }, two: { member: 'n', claims: ['a /'] } };
    expect(only(routes, ['one'])).toEqual([claim]);
  });

  it('are none without routes or seats', () => {
    expect(only({ one: { member: 'gone', claims: ['a /'] } }, ['one', 'two'])).toEqual([]);
  });
});
