import type { Change, Condition, ItemValue, Store, Write } from '../../../../../handlers/gateway/world/store';

/** Changes a write on its way to the table. */
export type Sow = (write: Write) => Write;

/** A table that is written to with a mistake. */
export function sown(store: Store, sow: Sow | undefined): Store {
  if (!sow) return store;
  return {
    get: (key) => store.get(key),
    query: (...query) => store.query(...query),
    scan: () => store.scan(),
    write: (write) => store.write(sow(write)),
    transact: (writes) => store.transact(writes.map(sow)),
  };
}

type Simple = Extract<Condition, { path: unknown }>;

/** Writes without the unwanted conditions. */
export const without =
  (unwanted: (condition: Simple) => boolean, of: (write: Write) => boolean = () => true): Sow =>
  (write) =>
    of(write) ? { ...write, when: write.when.filter((one) => 'anyOf' in one || !unwanted(one)) } : write;

/** Writes without any condition, or alternative, that names the attribute. */
export const anyWithout =
  (attribute: string): Sow =>
  (write) => ({ ...write, when: write.when.filter((one) => !JSON.stringify(one).includes(`"${attribute}"`)) });

export const size =
  (sign: '<' | '=' | '>') =>
  (one: Simple): boolean =>
    'size' in one && one.size === sign;

export const on =
  (name: string) =>
  ({ path }: Simple): boolean =>
    path[0] === name;

export const isGateway = ({ key }: Write): boolean => key.SK.startsWith('GATEWAY#');
export const isClaim = ({ key }: Write): boolean => key.SK.startsWith('CLAIM#');

/** Puts without conditions. */
export const blind =
  (of: (write: Write) => boolean): Sow =>
  (write) =>
    of(write) && 'put' in write ? { ...write, when: [] } : write;

/** Updates without the unwanted changes. */
export const lessOf =
  (unwanted: (change: Change) => boolean): Sow =>
  (write) =>
    'update' in write ? { ...write, update: write.update.filter((change) => !unwanted(change)) } : write;

export const sets =
  (name: string) =>
  (change: Change): boolean =>
    'set' in change && change.set[0] === name;

/** Runs do not register, so nobody can see that they are at work. */
export const unregistered: Sow = (write) =>
  'put' in write && 'executing' in write.put
    ? { ...write, put: { ...write.put, executing: {} } }
    : lessOf(sets('executing'))(write);

/** A claim goes with the first service that gives it up. */
export const freesForAll: Sow = (write) => {
  if (!isClaim(write) || !('update' in write || 'delete' in write)) return write;
  const isFreed = 'delete' in write || write.update.some((change) => 'remove' in change);
  return isFreed ? { key: write.key, when: [], delete: true } : write;
};

/** A claim is freed without a check that its owner's item is unchanged. */
export const freesBlindly: Sow = (write) => ('check' in write ? without(on('revision'))(write) : write);

/** Takes requests of one second in the order in which they arrive, whatever they are. */
export const asTheyCome: Sow = (write) => ({
  ...write,
  when: write.when.map((one) =>
    'anyOf' in one
      ? { anyOf: one.anyOf.map((other) => ('atMost' in other ? { ...other, atMost: other.atMost + 1 } : other)) }
      : one,
  ),
});

/** A request for the route supersedes one for the gateway. */
export const oneFence: Sow = (write) =>
  'update' in write
    ? {
        ...write,
        update: write.update.flatMap((one) =>
          sets('routeFence')(one) ? [one, { ...one, set: ['gatewayFence'] as const }] : [one],
        ),
      }
    : write;

/** Does not note that an Update takes back one that has not arrived yet. */
export const overtakesUnseen: Sow = (write) =>
  'update' in write
    ? { ...write, update: write.update.map((one) => ('set' in one ? { ...one, to: withoutOvertook(one.to) } : one)) }
    : write;

function withoutOvertook(value: ItemValue): ItemValue {
  if (typeof value !== 'object' || Array.isArray(value) || !('overtook' in value)) return value;
  const { overtook: _, ...rest } = value;
  return rest;
}

/** Does not note that a rule replaces one that is gone. */
export const remakesUnseen: Sow = (write) =>
  'put' in write && 'seats' in write.put
    ? { ...write, put: { ...write.put, seats: unmarked(write.put.seats) } }
    : write;

const unmarked = (seats: ItemValue | undefined): ItemValue =>
  JSON.parse(JSON.stringify(seats ?? {}, (name, value) => (name === 'remaking' ? undefined : value)));
