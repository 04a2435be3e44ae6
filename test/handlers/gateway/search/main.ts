import { CONFIGURATIONS } from './configurations';
import { look, replay, told } from './report';

/**
 * `main short|long [part of a name [schedule]]`: looks into the configurations, or plays one schedule once more. Exits
 * with 1 if something is wrong.
 */
const main = async ([extent, part = '', schedule]: string[]): Promise<void> => {
  if (extent !== 'short' && extent !== 'long') {
    process.stderr.write('usage: main short|long [part of a name [schedule]]\n');
    process.exitCode = 2;
    return;
  }
  for (const configuration of CONFIGURATIONS.filter(({ name }) => name.includes(part))) {
    if (schedule !== undefined) {
      process.stdout.write(`${await replay(configuration, schedule)}\n`);
      continue;
    }
    const began = Date.now();
    const report = await look(configuration, extent === 'long');
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    process.stdout.write(`${seconds} s  ${told(configuration.name, report)}\n`);
    process.exitCode = report.failure ? 1 : process.exitCode;
  }
};

main(process.argv.slice(2));
