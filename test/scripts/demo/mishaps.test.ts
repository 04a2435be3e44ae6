import { mishaps } from '../../../scripts/demo/mishaps';

const errorsOf = (percent: number, requests: number): number => {
  const fails = mishaps(percent);
  return Array.from({ length: requests }, fails).filter(Boolean).length;
};

test.each([0, 1, 20, 33, 50, 100])(
  'of a hundred answers of a version with %d %% of errors, as many are errors',
  (percent) => {
    expect(errorsOf(percent, 100)).toBe(percent);
  },
);

test('errors are evenly spread', () => {
  const fails = mishaps(25);
  expect(Array.from({ length: 8 }, fails)).toEqual([false, false, false, true, false, false, false, true]);
});
