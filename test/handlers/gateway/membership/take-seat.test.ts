import { Cloud, succeeded } from '../account/at-once/cloud';

const COUNT = 25;
/** The seat, the facts of the gateway, the cluster joined, and the answer: when a gateway is new, each writes these. */
const WRITES = 4;

test('services that want the same seat at once spread over all free seats', async () => {
  const cloud = new Cloud();
  // All ask at one instant, and all calls take the same time: the worst that can be.
  const answers = await Promise.all(
    Array.from({ length: COUNT }, (_, number) => cloud.gateway('Create', { stack: `stack-${number}` })),
  );
  expect(new Set(answers.map((answer) => succeeded(answer).physicalResourceId)).size).toBe(COUNT);
  expect(cloud.gateways().map(({ members }) => Object.keys(members).length)).toEqual([COUNT]);
  const inVain = cloud.calls.count('TransactWriteItems') - COUNT * WRITES;
  expect(inVain).toBeLessThan(3 * COUNT);
});

test('a service that competes with no other takes the lowest free slot', async () => {
  const cloud = new Cloud();
  for (const stack of ['one', 'two', 'three']) succeeded(await cloud.gateway('Create', { stack }));
  expect(Object.keys(cloud.gateways()[0]?.priorities ?? {})).toEqual(['slot-1', 'slot-2', 'slot-3']);
});

test('a service takes a seat where another service of its stack has one, if there is room, or else in the first gateway', async () => {
  const cloud = new Cloud({ maxMembers: 2 });
  const joins = async (stack: string, service: string) =>
    succeeded(await cloud.gateway('Create', { stack, service })).physicalResourceId;
  const first = await joins('one', 'A');
  await joins('other', 'X');
  await joins('two', 'B');
  await cloud.gateway('Delete', { stack: 'one', service: 'A', id: first });
  const numberOf = (member: string) => cloud.gateways().find(({ members }) => member in members)?.number;
  const [sibling, third, stranger] = [await joins('two', 'C'), await joins('two', 'D'), await joins('three', 'E')];
  expect([sibling, third, stranger].map(numberOf)).toEqual([2, 1, 3]);
});
