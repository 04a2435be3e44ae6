import type { Run } from '../../../../handlers/gateway/fence/fence';
import { Session } from '../../../../handlers/gateway/fence/session';
import type { ServiceItem } from '../../../../handlers/gateway/ledger/items';
import { serviceKey } from '../../../../handlers/gateway/ledger/keys';
import type { Item } from '../../../../handlers/gateway/world/store';
import { Calls } from '../account/at-once/calls';
import { MemoryCollection } from '../account/memory';
import { AccountTable } from '../account/table';

/** A ledger in memory with sessions of one service. */

export const service = 'stack/Web';

export function table() {
  const calls = new Calls();
  const items = new MemoryCollection<Item>();
  const store = new AccountTable(items, calls);
  const clock = { now: 1_000_000 };
  const logs: unknown[] = [];
  const run = (request: string, invocation = `${request}-run`): Run => ({
    service,
    resources: ['gateway'],
    request,
    invocation,
    deadline: clock.now + 300_000,
  });
  const log = (line: unknown) => logs.push(line);
  const now = () => clock.now;
  return {
    calls,
    items,
    store,
    clock,
    logs,
    begin: (request: string, invocation?: string) => Session.begin(store, log, now, run(request, invocation)),
    fresh: (request: string) => Session.fresh(store, log, now, run(request)),
    intervene: (request: string, seen: ServiceItem) =>
      Session.intervene(store, log, now, { ...run(request), resources: ['gateway', 'route'] }, seen),
    as: (other: Partial<Run> & { request: string }) =>
      Session.begin(store, log, now, { ...run(other.request), ...other }),
    stored: () => items.all().find(({ PK }) => PK === serviceKey(service).PK),
  };
}
