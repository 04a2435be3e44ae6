import { explore } from './engine/explore';
import { stage } from './scene';
import { SOWN } from './sown';

/** More than any of them needs, by far. */
const SCHEDULES = 2_000;

describe('a mistake sown on purpose is found: one that', () => {
  it.each(SOWN)('$mistake', async ({ sow, scene, limits, breaks }) => {
    const { failure } = await explore(stage(scene, limits, sow), { random: SCHEDULES, seed: 1 });
    expect(failure?.message).toMatch(breaks);
  });
});
