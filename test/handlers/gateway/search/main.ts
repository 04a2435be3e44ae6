import { CONFIGURATIONS } from './configurations';
import { findSown, look, replay, told } from './report';
import { SOWN } from './sown/mistakes';

const USAGE = `usage: search short|long [part of a name [schedule]]
       search sown
`;

/**
 * Looks into the configurations, or plays one schedule of them once more; or looks for mistakes sown on purpose. Exits
 * with 1 if something is wrong.
 */
async function main([extent = '', part = '', schedule]: string[]): Promise<void> {
  if (extent === 'sown') return sown();
  if (extent !== 'short' && extent !== 'long') {
    process.stderr.write(USAGE);
    process.exitCode = 2;
    return;
  }
  for (const configuration of CONFIGURATIONS.filter(({ name }) => name.includes(part))) {
    if (schedule !== undefined) {
      process.stdout.write(`${await replay(configuration, schedule)}\n`);
      continue;
    }
    const began = Date.now();
    const report = await look(configuration, extent === 'long', (schedules) =>
      process.stderr.write(`… ${schedules} schedules of ${configuration.name}\n`),
    );
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    process.stdout.write(`${seconds} s  ${told(configuration.name, report)}\n`);
    process.exitCode = report.failure ? 1 : process.exitCode;
  }
}

async function sown(): Promise<void> {
  for (const one of SOWN) {
    const { schedules, message } = await findSown(one);
    const found = message !== undefined && one.breaks.test(message);
    process.stdout.write(`${one.mistake}: ${found ? 'found' : 'not found'} in ${schedules} schedules: ${message}\n`);
    process.exitCode = found ? process.exitCode : 1;
  }
}

main(process.argv.slice(2));
