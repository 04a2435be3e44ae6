import { createNarrator, StoryError } from '../../../../scripts/story/narrator';
import { checkNoneFailed } from '../../../../scripts/story/tools';
import { type SeenAnswer, SeenAnswers } from '../../../../scripts/story/visitors/answers';

const ok = (version: string, task = `${version}-a`): SeenAnswer => ({ status: 200, version, task });
const bad = (version: string): SeenAnswer => ({ status: 500, version, task: `${version}-a` });
const lost: SeenAnswer = { status: 0 };
const gateway: SeenAnswer = { status: 502 };
const seen = (...answers: SeenAnswer[]) => new SeenAnswers(answers);

test('answers that are no success have failed, whoever gave them', () => {
  expect(seen(ok('1'), bad('1'), lost, gateway, { status: 404 }).failed()).toEqual([
    bad('1'),
    lost,
    gateway,
    { status: 404 },
  ]);
});

test("a bad version's own answers can be left out, but not what the load balancer answers for it", () => {
  expect(seen(bad('2'), bad('1'), gateway, lost).failed('2')).toEqual([bad('1'), gateway, lost]);
});

test('versions and tasks stand in the order in which they first answered', () => {
  const answers = seen(lost, ok('1', 'b'), ok('2', 'c'), ok('1', 'a'), ok('1', 'b'));
  expect([answers.versions, answers.tasks]).toEqual([
    ['1', '2'],
    ['b', 'c', 'a'],
  ]);
});

test('the share of a version counts every answer', () => {
  expect(seen(ok('1'), bad('2'), lost, ok('1')).percentOf('2')).toBe(25);
  expect(seen().percentOf('2')).toBe(0);
});

test('both versions answer from the first answer of the new one to the last of the old', () => {
  const answers = seen(ok('1'), ok('1'), ok('2'), ok('1'), lost, ok('1'), ok('2'), ok('2'));
  expect(answers.between('2', '1').all).toEqual([ok('2'), ok('1'), lost, ok('1')]);
});

test('there is no such time if the new version never answered, or only after the old one', () => {
  expect(seen(ok('1'), ok('1')).between('2', '1').count).toBe(0);
  expect(seen(ok('1'), ok('2')).between('2', '1').count).toBe(0);
});

test('the time of one version is from its first answer to its last', () => {
  expect(seen(ok('1'), bad('2'), ok('1'), bad('2'), ok('1')).between('2', '2').percentOf('2')).toBeCloseTo(66.7, 1);
});

test('more answers follow those that came before', () => {
  expect(seen(ok('1')).and(seen(lost, ok('2'))).all).toEqual([ok('1'), lost, ok('2')]);
});

test('requests that were sent twice are counted', () => {
  expect(seen(ok('1'), { ...ok('1'), askedAgain: true }, lost).askedAgain).toBe(1);
});

test.each([
  [[ok('1')], 'none of 1 requests has failed'],
  [
    [ok('1'), { ...ok('1'), askedAgain: true as const }],
    'none of 2 requests has failed (1 sent again, because an idle connection was closed)',
  ],
])('the story says how many were sent twice, if any (%#)', (answers, text) => {
  const told: string[] = [];
  const narrator = createNarrator(
    (line) => void told.push(line),
    () => 0,
  );
  checkNoneFailed({ narrator }, seen(...answers));
  expect(told).toEqual([`   ✓ ${text}\n`]);
  expect(() => checkNoneFailed({ narrator }, seen(lost))).toThrow(StoryError);
});
