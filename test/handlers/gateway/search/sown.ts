import type { Change, Condition, Write } from '../../../../handlers/gateway/ledger/store';
import type { Sow } from './model/table';

/** Mistakes, each a write of the ledger that has lost a part. The search must find every one of them. */
export const SOWN: Readonly<Record<string, { sow: Sow; found: RegExp }>> = {
  'joins though there is no room': { sow: without(size('members', '<')), found: /I1/ },
  'joins though the gateway closes': { sow: without(equal('state', 'OPEN')), found: /./ },
  'closes though others are in': { sow: without(size('members', '=')), found: /I4/ },
  'leaves without closing, though nobody else is in': { sow: without(size('members', '>')), found: /I5/ },
  'writes though a newer request has begun': { sow: without(({ path }) => path.at(-1) === 'revision'), found: /./ },
  'makes a gateway where there is one': {
    sow: (write) => (write.key.SK.startsWith('GATEWAY#') && 'put' in write ? { ...write, when: [] } : write),
    found: /./,
  },
  'does not wait for older requests': {
    sow: (write) => forgetting(write),
    found: /./,
  },
  'takes a claim that another has': {
    sow: (write) => (write.key.SK.startsWith('CLAIM#') && 'put' in write ? { ...write, when: [] } : write),
    found: /I3/,
  },
};

type Simple = Extract<Condition, { path: unknown }>;

function without(unwanted: (condition: Simple) => boolean): Sow {
  return (write) => ({ ...write, when: write.when.filter((one) => 'anyOf' in one || !unwanted(one)) });
}

function size(name: string, sign: '<' | '=' | '>'): (condition: Simple) => boolean {
  return (one) => 'size' in one && one.path[0] === name && one.size === sign;
}

function equal(name: string, value: string): (condition: Simple) => boolean {
  return (one) => 'equals' in one && one.path[0] === name && one.equals === value;
}

/** Nobody can see that a run is at work. */
function forgetting(write: Write): Write {
  const isRegistration = (change: Change) => 'set' in change && change.set[0] === 'executing';
  if ('update' in write) {
    return { ...write, update: write.update.filter((change) => !isRegistration(change)) };
  }
  return 'put' in write && 'executing' in write.put ? { ...write, put: { ...write.put, executing: {} } } : write;
}
