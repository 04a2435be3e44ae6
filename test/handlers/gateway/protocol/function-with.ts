import { type CustomResourceOptions, customResource } from '../../../../handlers/gateway/protocol/custom-resource';
import { createLog } from '../../../../handlers/gateway/protocol/log';
import type {
  Invocation,
  Outcome,
  ResourceHandler,
  ResourceRequest,
} from '../../../../handlers/gateway/protocol/resource';
import { FakeClock } from './support';

export type Handle = (request: ResourceRequest, invocation: Invocation) => Promise<Outcome>;

export const MADE: Outcome = { status: 'SUCCESS', physicalResourceId: 'member-1', data: { VpcId: 'vpc-1' } };

/** A Lambda function with one resource type. The test controls everything around it. */
export function functionWith(handle: Handle, overrides: Partial<CustomResourceOptions> = {}) {
  const clock = new FakeClock();
  const lines: string[] = [];
  const answers: Record<string, unknown>[] = [];
  const invoked: { functionArn: string; event: object }[] = [];
  const exit = vi.fn();
  let uncaught = (_: unknown) => {};
  const release = vi.fn();
  let runs = 0;
  const handler: ResourceHandler = { physicalId: ({ RequestId }) => `member~${RequestId}`, handle };
  const lambda = customResource({
    load: async () => ({ 'Custom::ExpressGateway': handler }),
    send: async (_url, body) => {
      answers.push(JSON.parse(body));
    },
    invoke: async (functionArn, event) => {
      invoked.push({ functionArn, event });
    },
    clock,
    log: createLog((line) => lines.push(line)),
    newId: () => `run-${++runs}`,
    catchUncaughtErrors: () => ({ first: new Promise((resolve) => (uncaught = resolve)), release }),
    exit,
    ...overrides,
  });
  return { lambda, clock, lines, answers, invoked, exit, release, throwUncaught: (error: unknown) => uncaught(error) };
}

export const noWork: Handle = async () => MADE;
export const failing =
  (error: unknown): Handle =>
  async () => {
    throw error;
  };
