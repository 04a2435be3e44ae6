import { claiming, claimOf, ownerOf, releasing } from '../../../../handlers/gateway/ledger/claims';
import type { Pool, Seat, ServiceItem } from '../../../../handlers/gateway/ledger/items';
import { newService } from '../../../../handlers/gateway/ledger/service';
import { ConditionFailedError } from '../../../../handlers/gateway/world/store';
import { Calls } from '../account/at-once/calls';
import { MemoryCollection } from '../account/memory';
import { AccountTable } from '../account/table';

const pool: Pool = { name: 'default', vpcId: 'vpc', scheme: 'internal' };
const other: Pool = { ...pool, name: 'other' };

const service = (routes: ServiceItem['routes']): ServiceItem => ({
  ...newService('s'),
  seats: { m: { pool } as Seat, n: { pool: other } as Seat },
  routes,
});

const released = (routes: ServiceItem['routes'], gone: string[]) =>
  releasing(service(routes), gone).map(({ key }) => key.SK);

it('ignores case in hosts, and not in paths', () => {
  expect(claimOf('A.Example.com', '/A')).toBe('a.example.com /A');
});

it('is held by one service of the pool', async () => {
  const store = new AccountTable(new MemoryCollection(), new Calls());
  await store.write(claiming(pool, 'a /', 's'));
  await store.write(claiming(pool, 'a /', 's'));
  await expect(store.write(claiming(pool, 'a /', 't'))).rejects.toThrow(ConditionFailedError);
  await store.write(claiming(other, 'a /', 't'));
  expect([await ownerOf(store, pool, 'a /'), await ownerOf(store, pool, 'b /')]).toEqual(['s', undefined]);
});

describe('the claims of removed routes', () => {
  it('are freed, unless another route of the service holds them', () => {
    const routes = { one: { member: 'm', claims: ['a /', 'b /'] }, two: { member: 'm', claims: ['b /'] } };
    expect(released(routes, ['one'])).toEqual(['CLAIM#a /']);
    expect(released(routes, ['one', 'two'])).toEqual(['CLAIM#a /', 'CLAIM#b /']);
  });

  it('are freed once, and apart from those of another pool', () => {
    const routes = { one: { member: 'm', claims: ['a /'] }, two: { member: 'n', claims: ['a /'] } };
    expect(releasing(service(routes), ['one']).map(({ key }) => key.PK)).toEqual(['POOL#vpc#internal#default']);
  });

  it('of newService routes or seats are none', () => {
    expect(released({ one: { member: 'gone', claims: ['a /'] } }, ['one', 'two'])).toEqual([]);
  });

  it('that somebody else has by now stay', async () => {
    const store = new AccountTable(new MemoryCollection(), new Calls());
    await store.write(claiming(pool, 'a /', 't'));
    const [write] = releasing(service({ one: { member: 'm', claims: ['a /'] } }), ['one']);
    await expect(store.write(write ?? claiming(pool, 'x', 'y'))).rejects.toThrow(ConditionFailedError);
  });
});
