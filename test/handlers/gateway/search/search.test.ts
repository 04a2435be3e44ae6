import { CONFIGURATIONS } from './configurations';
import { look, told } from './report';

/**
 * The gateway's handlers and its custom-resource protocol, as they are shipped, over a model of AWS, Lambda and
 * CloudFormation in which every call is a step, and every order of steps is possible. `main.ts` looks further.
 */
describe('under any schedule', () => {
  it.each(CONFIGURATIONS)('$name', async (configuration) => {
    const report = await look(configuration, process.env.SEARCH === 'long');
    const text = told(configuration.name, report);
    process.stdout.write(`${text}\n`);
    expect(report.failure && text).toBeUndefined();
  });
});
