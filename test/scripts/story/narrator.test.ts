import { createNarrator, StoryError } from '../../../scripts/story/narrator';

function tellInto() {
  const lines: string[] = [];
  let now = 0;
  const narrator = createNarrator(
    (text) => lines.push(text),
    () => {
      now += 1500;
      return now;
    },
  );
  return { narrator, text: () => lines.join('') };
}

describe('the narrator of the story', () => {
  it('numbers its steps and says how long each took', async () => {
    const { narrator, text } = tellInto();
    expect(await narrator.step('Begin', async () => 7)).toBe(7);
    await narrator.step('Go on', async () => narrator.line('so'));
    expect(text()).toBe('\n1. Begin\n   1.5 s\n\n2. Go on\n   so\n   1.5 s\n');
  });

  it('ticks off a claim that holds, comparing deeply', () => {
    const { narrator, text } = tellInto();
    narrator.check('same', { a: [1, { b: 2 }] }, { a: [1, { b: 2 }] });
    expect(text()).toBe('   ✓ same\n');
  });

  it('throws what was expected and what was found if a claim does not hold', () => {
    const { narrator, text } = tellInto();
    const check = () => narrator.check('one load balancer', ['a', 'b'], ['a']);
    expect(check).toThrow(StoryError);
    expect(check).toThrow("one load balancer\n  expected: [ 'a' ]\n  found:    [ 'a', 'b' ]");
    expect(text()).toContain('   ✗ one load balancer\n');
  });

  it('says a number that must lie between two others', () => {
    const { narrator, text } = tellInto();
    narrator.range('percent', 5.04, 4, 6);
    narrator.range('requests', 12345.6, 2000, Number.POSITIVE_INFINITY);
    expect(text()).toBe('   ✓ percent: 5\n   ✓ requests: 12,345.6\n');
    expect(() => narrator.range('percent', 6.1, 4, 6)).toThrow('percent: 6.1\n  expected: 4 to 6\n  found:    6.1');
  });
});
