import { Chance } from './chance';
import { faultOf } from './faults';

test('a number depends on the seed and on what it is about, not on the order of the questions', () => {
  const [one, same, other] = [new Chance('a'), new Chance('a'), new Chance('b')];
  one.number('something else');
  expect(one.number('x', 1)).toBe(same.number('x', 1));
  expect(one.number('x', 1)).not.toBe(one.number('x', 2));
  expect(one.number('x', 1)).not.toBe(other.number('x', 1));
  expect(one.uuid('x')).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
});

test('choices are as frequent as their weights', () => {
  const chance = new Chance('weights');
  const chosen = Array.from({ length: 4000 }, (_, i) => chance.choose({ often: 3, seldom: 1, never: 0 }, i));
  expect(chosen.filter((one) => one === 'often').length / 4000).toBeCloseTo(0.75, 1);
  expect(chosen).not.toContain('never');
  expect(() => chance.choose({}, 1)).toThrow(RangeError);
});

test('the rate decides how many calls meet a fault, and the seed decides which', () => {
  const faults = (seed: string, rate: number) =>
    Array.from({ length: 4000 }, (_, call) => faultOf(new Chance(seed), rate, 'request', call));
  const five = faults('seed', 5);
  expect(five.filter(Boolean).length / 4000).toBeCloseTo(0.05, 1);
  expect(five.filter(Boolean).length).toBeGreaterThan(100);
  expect(faults('seed', 5)).toEqual(five);
  expect(faults('seed', 0).filter(Boolean)).toEqual([]);
  expect(new Set(faults('seed', 100))).toHaveProperty('size', 10);
});
