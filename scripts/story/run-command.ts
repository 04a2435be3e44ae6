import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { packageRoot } from '../package';
import { type Narrator, StoryError } from './narrator';

/**
 * Runs `cfn-express` in a process of its own, as a user does. Resolves with what it printed to stdout.
 * @throws StoryError when the exit code is not 0
 */
export type RunCommand = (...args: string[]) => Promise<string>;

export interface CommandOptions {
  /** The folder of the package whose command line runs. */
  root?: string;
  /** Kills a command that is running. */
  over?: AbortSignal;
}

/** @param endpoint the URL of the embedded AWS */
export const commandRunner =
  (
    narrator: Narrator,
    endpoint: string,
    region: string,
    { root = packageRoot(), over }: CommandOptions = {},
  ): RunCommand =>
  async (...args) => {
    narrator.line(`$ cfn-express ${args.join(' ')}`);
    const child = spawn(process.execPath, [join(root, 'dist', 'cfn-express.js'), ...args], {
      cwd: packageRoot(),
      env: {
        ...withoutAws(process.env),
        AWS_ENDPOINT_URL: endpoint,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: 'local',
        AWS_SECRET_ACCESS_KEY: 'local',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
      signal: over,
      killSignal: 'SIGKILL',
    });
    const [stdout, stderr, code] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      new Promise<number | null>((resolve, reject) => {
        // When it is over, the command's end is waited for.
        child.once('error', (error) => over?.aborted || reject(error)).once('close', resolve);
      }),
    ]);
    if (code !== 0) throw new StoryError(`cfn-express ${args[0]} ended with exit code ${code}:\n${stderr}`);
    for (const result of stdout.trimEnd().split('\n').filter(Boolean)) narrator.line(`  ${result}`);
    return stdout;
  };

/** The user's profile, say, would win over the keys, and the endpoint of a service over that of all. `AWS_SDK_` is no such setting. */
const withoutAws = (variables: NodeJS.ProcessEnv): NodeJS.ProcessEnv =>
  Object.fromEntries(Object.entries(variables).filter(([name]) => !/^AWS_(?!SDK_)/.test(name)));

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}
