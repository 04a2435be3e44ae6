import { CONFIGURATIONS } from './configurations';
import { explore, type Report } from './engine/explore';
import { stage } from './scene';

const told = (name: string, { schedules, states, complete, failure }: Report): string =>
  [
    `${name}: ${schedules} schedules${states === undefined ? '' : `, ${states} states`}${complete ? ', all there are' : ''}`,
    ...(failure ? [failure.message, `schedule ${failure.schedule}`, ...failure.trace] : []),
  ].join('\n');

describe('under any schedule', () => {
  it.each(CONFIGURATIONS)('$name', async ({ name, scene, limits, short, long }) => {
    const report = await explore(stage(scene, limits), process.env.SEARCH === 'long' ? long : short);
    process.stdout.write(`${told(name, report)}\n`);
    expect(report.failure && told(name, report)).toBeUndefined();
  });
});
