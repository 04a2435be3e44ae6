import { createNarrator } from './narrator';
import { commandRunner } from './run-command';
import { urlIn } from './tools';
import { Visitors } from './visitors/visitors';

/** A trickle: a canary of 5 % gets some of them every minute, and its alarm needs no more. */
const PER_SECOND = 10;

export interface Show {
  /** What a person can do now. */
  text: string;
  /** No more visitors come. */
  stop(): Promise<void>;
}

/**
 * Installs the product into an embedded AWS, deploys two examples, and has visitors come to the demonstration from then on.
 * @param tell takes lines that say what happens
 * @param over ends what is running
 * @throws StoryError if a command fails
 */
export async function show(
  { endpoint, region }: { endpoint: string; region: string },
  tell: (line: string) => void,
  over: AbortSignal,
): Promise<Show> {
  const narrator = createNarrator((text) => tell(text.trimEnd()), performance.now.bind(performance));
  const run = commandRunner(narrator, endpoint, region, { over });
  await run('install');
  const hello = urlIn(await run('deploy', 'templates/examples/hello.yaml', '--stack-name', 'hello'));
  const demo = urlIn(await run('deploy', 'templates/examples/traffic.yaml', '--stack-name', 'traffic'));
  const visitors = new Visitors();
  visitors.send(`${demo}answer`, PER_SECOND);
  return { text: whatToTry(hello, demo), stop: () => visitors.stop() };
}

const whatToTry = (hello: string, demo: string): string => `
Two services share a load balancer, and ${PER_SECOND} visitors a second come to the second one:

  ${hello}
  ${demo}

Open the second in a browser. Then, in another terminal, deploy a new version, and a bad one, which is rolled back by itself:

  npx cfn-express deploy templates/examples/traffic.yaml --stack-name traffic --parameter Version=2
  npx cfn-express deploy templates/examples/traffic.yaml --stack-name traffic --parameter Version=3 --parameter ErrorPercent=100
`;
