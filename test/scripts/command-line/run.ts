import { connect } from '../../../scripts/aws';
import type { Command } from '../../../scripts/command-line/command';
import { main } from '../../../scripts/command-line/main';
import { createTerminal, type Terminal } from '../../../scripts/command-line/terminal';
import { credentialSource } from '../../../scripts/credentials';

/** What a command has printed, and its exit code. */
export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

/** An environment for clients. Nothing listens at the endpoint, so a call that the test does not mock fails. */
export const env = {
  AWS_REGION: 'eu-west-1',
  AWS_ENDPOINT_URL: 'http://127.0.0.1:9',
  AWS_ACCESS_KEY_ID: 'test',
  AWS_SECRET_ACCESS_KEY: 'test',
};

let terminal: Terminal | undefined;

/** What would be said if the command that runs were interrupted now. */
export const ifInterrupted = (): string => terminal?.ifInterrupted ?? '';

/** Runs `cfn-express` with these commands in this process. Pauses take no time. */
export async function run(commands: readonly Command[], ...args: string[]): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const stream = (name: keyof typeof written) => ({
    write: (text: string) => {
      written[name] += text;
    },
  });
  terminal = createTerminal(stream('stdout'), stream('stderr'), {});
  const code = await main(args, commands, '1.2.3', {
    terminal,
    region: env.AWS_REGION,
    credentials: credentialSource(env),
    connect: (region) => ({ ...connect(env, region), pause: async () => {} }),
  });
  return { code, ...written };
}
