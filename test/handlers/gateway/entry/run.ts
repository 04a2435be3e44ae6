import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { build } from 'esbuild';

/**
 * Bundles the entry and its wiring as they are shipped, with one handler, the errand and the doctor's check-up exchanged for odd ones.
 * @returns the bundle's path
 */
export async function buildEntry(folder: string): Promise<string> {
  const outfile = join(folder, 'gateway.js');
  await build({
    entryPoints: [join(__dirname, '../../../../handlers/gateway/index.ts')],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    minify: true,
    mainFields: ['module', 'main'],
    plugins: [
      {
        name: 'odd-modules',
        setup: ({ onResolve }) => {
          onResolve({ filter: /\/membership\/handler$/ }, () => ({ path: join(__dirname, 'odd-handler.ts') }));
          onResolve({ filter: /\/route\/weights-errand$/ }, () => ({ path: join(__dirname, 'odd-errand.ts') }));
          onResolve({ filter: /\/doctor\/check-up$/ }, () => ({ path: join(__dirname, 'odd-check-up.ts') }));
        },
      },
    ],
  });
  return outfile;
}

/** What Lambda's runtime does with one event; as there, a stray error ends the process at once. */
const RUNTIME = `
const { BUNDLE, EVENT, HANDLER = 'handler', TIMEOUT_MS } = process.env;
for (const stray of ['uncaughtException', 'unhandledRejection']) process.on(stray, () => process.exit(129));
const deadline = Date.now() + Number(TIMEOUT_MS);
const context = {
  invokedFunctionArn: 'arn:aws:lambda:eu-west-1:111122223333:function:cfn-express-gateway',
  logGroupName: 'the-log-group',
  logStreamName: 'the-log-stream',
  getRemainingTimeInMillis: () => deadline - Date.now(),
};
require(BUNDLE)[HANDLER](JSON.parse(EVENT), context).then(
  (result) => { console.log(JSON.stringify({ result })); process.exit(0); },
  (error) => { console.log(JSON.stringify({ error: error.message })); process.exit(0); },
);
`;

export interface EntryRun {
  /** 0: the handler returned or threw; else the process ended by itself. */
  exitCode: number;
  lines: Record<string, unknown>[];
}

/** Runs the bundle on one event, in a process of its own. */
export const runEntry = (bundle: string, event: object, env: Record<string, string>): Promise<EntryRun> =>
  new Promise((resolve) => {
    const whole = {
      PATH: process.env.PATH,
      TIMEOUT_MS: '60000',
      TABLE_NAME: 'ledger',
      AWS_REGION: 'eu-west-1',
      BUNDLE: bundle,
      EVENT: JSON.stringify(event),
      ...env,
    };
    execFile(process.execPath, ['-e', RUNTIME], { env: whole, timeout: 300_000 }, (error, stdout) =>
      resolve({
        exitCode: typeof error?.code === 'number' ? error.code : error ? -1 : 0,
        lines: stdout
          .split('\n')
          .filter(Boolean)
          .map((line) => JSON.parse(line)),
      }),
    );
  });
