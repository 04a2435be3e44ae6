/** `npm run local`: runs the embedded AWS until Ctrl-C, and says how to use it. */
import { parseArgs } from 'node:util';
import { LeaveError, leaving } from '../command-line/leave';
import { type Show, show } from '../story/show';
import { type LocalAws, startLocalAws } from '.';

const USAGE = `Usage: npm run local -- [--port PORT] [--minute-ms MILLISECONDS] [--run-node] [--demo] [--verbose]

  --port       port of the endpoint (default 4566; 0: a free one)
  --minute-ms  real milliseconds that one minute of AWS time takes (default 5000)
  --run-node   run the program of a Node image on this machine, if it stands in its Command
               after node -e; without this option, and for any other image, a stand-in answers
  --demo       deploy two services, and have visitors come: a page shows who answers them;
               includes --run-node
  --verbose    say what happens, line by line

The tag of an image says how its stand-in misbehaves:

  :missing     cannot be pulled
  :crash       exits with code 1 a moment after its start
  :unhealthy   answers health checks with 503
  :errors      answers every request but health checks with 500; :errors-20 does so with 20 %
  :slow        answers every request but health checks late
  :refuses     listens nowhere`;

interface Settings {
  port: number;
  minuteMs: number;
  runNode: boolean;
  demo: boolean;
  verbose: boolean;
}

/** @throws Error whose message says what is wrong */
function readSettings(args: string[]): Settings | 'help' {
  const { values } = parseArgs({
    args,
    options: {
      port: { type: 'string', default: '4566' },
      'minute-ms': { type: 'string', default: '5000' },
      'run-node': { type: 'boolean', default: false },
      demo: { type: 'boolean', default: false },
      verbose: { type: 'boolean', default: false },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) return 'help';
  return {
    port: whole('--port', values.port, 0, 65_535),
    minuteMs: whole('--minute-ms', values['minute-ms'], 1, 60_000),
    runNode: values['run-node'],
    demo: values.demo,
    verbose: values.verbose,
  };
}

function whole(option: string, text: string, least: number, most: number): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Error(`${option} must be a whole number from ${least} to ${most}, not '${text}'`);
}

const welcome = ({ endpoint, region }: LocalAws): string =>
  `The embedded AWS is at ${endpoint} (Ctrl-C ends it). In another terminal:

  export AWS_ENDPOINT_URL=${endpoint} AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
  export AWS_ACCESS_KEY_ID=local AWS_SECRET_ACCESS_KEY=local
`;

const COMMANDS = `  npx cfn-express install
  npx cfn-express deploy templates/examples/hello.yaml --stack-name hello

Or, with the AWS CLI in place of the last line:

  aws cloudformation deploy --stack-name hello --template-file templates/examples/hello.yaml --capabilities CAPABILITY_IAM CAPABILITY_AUTO_EXPAND

When a load balancer is made, this terminal says where it answers.
`;

/** @returns the exit code: 130 after Ctrl-C (see `leaving`), 1 if it could not start or go on, 2 on wrong usage */
async function main(args: string[]): Promise<number> {
  let settings: Settings | 'help';
  try {
    settings = readSettings(args);
  } catch (error) {
    console.error(`${messageOf(error)}\n\n${USAGE}`);
    return 2;
  }
  if (settings === 'help') {
    console.log(USAGE);
    return 0;
  }
  const { port, minuteMs, runNode, demo, verbose } = settings;
  const signal = leaving(process);
  const tell = console.error;
  try {
    tell('Starting the embedded AWS …');
    const aws = await startLocalAws({
      port,
      minuteMs,
      runNode: runNode || demo,
      signal,
      tell,
      log: verbose ? console.error : undefined,
    });
    let shown: Show | undefined;
    try {
      if (demo) shown = await show(aws, tell, signal);
      console.log(welcome(aws) + (shown === undefined ? COMMANDS : shown.text));
      await aws.ended;
    } finally {
      await shown?.stop();
      await aws.stop();
    }
    signal.throwIfAborted();
    return 0;
  } catch (error) {
    const reason: unknown = signal.aborted ? signal.reason : error;
    if (reason instanceof LeaveError) return reason.exitCode;
    console.error(messageOf(reason));
    return 1;
  }
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EADDRINUSE') return `${error.message}: choose another --port, or 0 for a free one`;
  if (code === 'EACCES') return `${error.message}: choose a --port from 1024, or 0 for a free one`;
  return error.message;
}

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

// What still waits for an answer of what has been stopped must not hold the program.
void main(process.argv.slice(2)).then((code) => process.exit(code));
