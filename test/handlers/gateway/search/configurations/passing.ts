import { asOld, type BlockSettings, type Template } from '../cloudformation/template';
import {
  become,
  becomeAtLastAndLeave,
  becomeEach,
  joinMayFailAndLeave,
  tryToBecomeAndLeave,
} from '../stack-operations';
import { type Configuration, complete, drawn, faults, large, NO_FAULTS, preempted } from './configuration';

/** Blocks of one stack pass on what they hold, and blocks change how they are reached. */

/** A change of a template, from what to what. */
type Change = readonly [from: Template, to: Template];

const shop: BlockSettings = { hosts: ['shop.test'] };
const all: BlockSettings = { hosts: ['a.test'] };
const api: BlockSettings = { hosts: ['a.test'], paths: ['/api/*'] };
const fixed = (priority: number): BlockSettings => ({ paths: ['/a/*'], priority });

export const RENAME: Change = [{ Web: shop }, { Shop: shop }];

export const SWAP: Change = [
  { A: { hosts: ['a.test'] }, B: { hosts: ['b.test'] } },
  { A: { hosts: ['b.test'] }, B: { hosts: ['a.test'] } },
];

export const SPLIT: Change = [{ All: all }, { All: all, Api: api }];

export const PRIORITY: Change = [{ Web: fixed(100) }, { Web: fixed(200) }];

export const TO_CANARY: Change = [{ Web: { strategy: 'ROLLING' } }, { Web: { image: 2 } }];

const back = ([from, to]: Change): Change => [to, from];

/** The changes, each of which an update makes. */
export const CHANGES = {
  'a block is renamed': RENAME,
  'a block is renamed, and another block gets its name': [
    { Web: shop },
    { Web: { hosts: ['parked.test'] }, Shop: { ...shop, after: 'Web' } },
  ],
  'two blocks swap their hosts': SWAP,
  'a block hands a path over to another': [
    { A: { paths: ['/a/*', '/b/*'] }, B: { paths: ['/c/*'] } },
    { A: { paths: ['/a/*'] }, B: { paths: ['/b/*', '/c/*'] } },
  ],
  'a block hands a host over to another': [
    { A: { hosts: ['a.test', 'b.test'] }, B: { hosts: ['c.test'] } },
    { A: { hosts: ['a.test'] }, B: { hosts: ['b.test', 'c.test'] } },
  ],
  'a path is split out of a block': SPLIT,
  'a path that was split out is taken back': back(SPLIT),
  'a fixed priority changes': PRIORITY,
  'a fixed priority is removed': [{ Web: fixed(100) }, { Web: { paths: ['/a/*'] } }],
  'ROLLING becomes CANARY': TO_CANARY,
  'CANARY becomes ROLLING': [{ Web: {} }, { Web: { strategy: 'ROLLING', image: 2 } }],
  'a new image is deployed': [{ Web: {} }, { Web: { image: 2 } }],
  'a host and a path change at once': [
    { Web: { hosts: ['a.test'], paths: ['/a/*'] } },
    { Web: { hosts: ['b.test'], paths: ['/b/*'] } },
  ],
  'source addresses change': [
    { Web: { ...shop, cidrs: ['10.0.0.0/8'] } },
    { Web: { ...shop, cidrs: ['172.16.0.0/12', '192.168.0.0/16'] } },
  ],
  'so many hosts change that one rule cannot match the old and the new ones': [
    { Web: { hosts: ['a.test', 'b.test', 'c.test'] } },
    { Web: { hosts: ['d.test', 'e.test', 'f.test'] } },
  ],
  'a block moves to another gateway': [{ Web: shop }, { Web: { ...shop, pool: 'other' } }],
} as const satisfies Readonly<Record<string, Change>>;

/** What the changes become if the macro of contract 2 has expanded the old template. */
const AGED: Readonly<Record<string, Change>> = {
  'a stack of contract 2 is updated': [asOld({ Web: shop }), { Web: shop }],
  'a block of contract 2 is renamed': [asOld(RENAME[0]), RENAME[1]],
  'two blocks of contract 2 swap their hosts': [asOld(SWAP[0]), SWAP[1]],
  'a path is split out of a block of contract 2': [asOld(SPLIT[0]), SPLIT[1]],
  'a path that was split out by contract 2 is taken back': [asOld(SPLIT[1]), SPLIT[0]],
  'a stack with a path that was split out by contract 2 is updated': [asOld(SPLIT[1]), SPLIT[1]],
  'ROLLING of contract 2 becomes CANARY': [asOld({ Web: { strategy: 'ROLLING' } }), { Web: { image: 2 } }],
};

/** A scene in which a stack makes the change. The update may be rolled back at any time. */
export const changed = ([from, to]: Change, rest = {}) => ({
  templates: { A: from },
  before: ['A'],
  stacks: { A: become(to) },
  ...rest,
});

/** These have more schedules than a test run can go through, mostly because two blocks change at the same time. */
const MANY: ReadonlySet<string> = new Set([
  'two blocks swap their hosts',
  'a block hands a path over to another',
  'a block hands a host over to another',
  'a block moves to another gateway',
  'two blocks of contract 2 swap their hosts',
  'a path is split out of a block of contract 2',
  'a stack with a path that was split out by contract 2 is updated',
  'a block is renamed, and another block gets its name',
  'a fixed priority is removed',
  'a host and a path change at once',
  'ROLLING of contract 2 becomes CANARY',
  'ROLLING becomes CANARY',
  'CANARY becomes ROLLING',
]);

const alone = Object.entries({ ...CHANGES, ...AGED }).map(([name, change]) =>
  MANY.has(name) ? large(name, changed(change), preempted(1), 60) : complete(name, changed(change)),
);

const WITH_FAULTS = ['a block is renamed', 'two blocks swap their hosts', 'a path is split out of a block'];

const faulty = Object.entries({ ...CHANGES, ...AGED }).map(([name, change]) =>
  drawn(`${name}, 3 faults`, changed(change), faults(3), WITH_FAULTS.includes(name) ? 60 : 20),
);

/** Somebody else's stack wants what the first one gives up. */
const strangers: readonly Configuration[] = [
  drawn(
    'a fixed priority changes, and another stack wants the old one, 1 fault',
    {
      ...changed(PRIORITY),
      templates: { A: PRIORITY[0], B: { Web: { paths: ['/b/*'], priority: 100 } } },
      maxMembers: 3,
      stacks: { A: become(PRIORITY[1]), B: joinMayFailAndLeave },
    },
    faults(1),
  ),
  drawn(
    'a block is renamed, and another stack wants its host, 1 fault',
    {
      ...changed(RENAME),
      templates: { A: RENAME[0], B: { Web: shop } },
      maxMembers: 3,
      stacks: { A: become(RENAME[1]), B: joinMayFailAndLeave },
    },
    faults(1),
  ),
  drawn(
    'a block gives a host up, and another stack wants it, 1 fault',
    {
      templates: { A: { Web: { hosts: ['a.test', 'b.test'] } }, B: { Web: { hosts: ['b.test'] } } },
      before: ['A'],
      maxMembers: 3,
      stacks: { A: become({ Web: { hosts: ['a.test'] } }), B: joinMayFailAndLeave },
    },
    faults(1),
  ),
];

const others: readonly Configuration[] = [
  complete('a retained block is renamed', {
    templates: { A: { Web: { ...shop, keeps: 'deleted' } } },
    before: ['A'],
    stacks: { A: tryToBecomeAndLeave(RENAME[1]) },
  }),
  large(
    'a block is renamed where the load balancer of its stack is full',
    changed(RENAME, { maxMembers: 1 }),
    NO_FAULTS,
    100,
  ),
  complete('a block with a fixed priority is renamed', {
    templates: { A: { Web: { ...shop, priority: 100 } } },
    before: ['A'],
    stacks: { A: tryToBecomeAndLeave({ Shop: { ...shop, priority: 100 } }) },
  }),
  large(
    'two blocks exchange their fixed priorities',
    {
      templates: { A: { A: fixed(100), B: { paths: ['/b/*'], priority: 200 } } },
      before: ['A'],
      stacks: { A: tryToBecomeAndLeave({ A: fixed(200), B: { paths: ['/b/*'], priority: 100 } }) },
    },
    preempted(1),
    100,
  ),
  complete('a path is split out of a block after an odd number of deployments', {
    templates: { A: SPLIT[0] },
    before: ['A'],
    stacks: { A: becomeEach({ All: { ...all, image: 2 } }, { All: { ...all, image: 2 }, Api: api }) },
  }),
  large(
    'CANARY becomes ROLLING while green is live',
    {
      templates: { A: { Web: {} } },
      before: ['A'],
      stacks: { A: becomeEach({ Web: { image: 2 } }, { Web: { image: 3, strategy: 'ROLLING' } }) },
    },
    NO_FAULTS,
  ),
  drawn(
    'ROLLING becomes CANARY at the second attempt, and the stack is deleted, 2 faults',
    changed(TO_CANARY, { stacks: { A: becomeAtLastAndLeave(TO_CANARY[1]) } }),
    faults(2),
  ),
  drawn(
    'ROLLING becomes CANARY while a check-up runs, 2 faults',
    changed(TO_CANARY, { doctors: ['unattended'] }),
    faults(2),
  ),
  drawn(
    'a block is renamed and renamed back, 2 faults',
    { templates: { A: RENAME[0] }, before: ['A'], stacks: { A: becomeEach(RENAME[1], RENAME[0]) } },
    faults(2),
  ),
  drawn(
    'a path is split out and taken back, 2 faults',
    { templates: { A: SPLIT[0] }, before: ['A'], stacks: { A: becomeEach(SPLIT[1], SPLIT[0]) } },
    faults(2),
  ),
];

export const PASSING: readonly Configuration[] = [...alone, ...others, ...strangers, ...faulty];
