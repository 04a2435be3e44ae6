import { didYouMean, nearMiss } from '../../../scripts/template/near-miss';

describe('a near miss', () => {
  it.each([
    ['Conatiner', ['Cpu', 'Container'], 'Container'],
    ['deplyo', ['deploy', 'delete'], 'deploy'],
    ['IMAGE', ['Image'], 'Image'],
    ['xyz', ['deploy', 'list'], undefined],
    ['x', [], undefined],
  ])('of %s among %j is %s', (word, candidates, expected) => {
    expect(nearMiss(word, candidates)).toBe(expected);
  });

  it('becomes a question, or nothing', () => {
    expect(didYouMean('lst', ['list'])).toBe(' Did you mean list?');
    expect(didYouMean('zzzz', ['list'])).toBe('');
  });
});
