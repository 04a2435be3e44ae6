/** Stands in for the gateway's handlers in the entry's tests, and misbehaves as `MODE` says. */
import type { Outcome, ResourceHandler } from '../../../../handlers/gateway/protocol/resource';

const mode = process.env.MODE;

if (mode === 'fails to load') throw new Error('The bundle is broken.');

async function handle(): Promise<Outcome> {
  switch (mode) {
    case 'throws a stray error':
      setTimeout(() => {
        throw new Error('socket hang up');
      });
      return new Promise(() => {});
    case 'leaves a rejection to nobody':
      void Promise.reject(new Error('socket hang up'));
      return new Promise(() => {});
    case 'never ends':
      return new Promise(() => {});
    case 'goes on':
      return { status: 'CONTINUE' };
    default:
      return { status: 'SUCCESS', physicalResourceId: 'member-1', data: { Name: 'Größe' } };
  }
}

export function createHandlers(env: NodeJS.ProcessEnv): Record<string, ResourceHandler> {
  if (mode === 'lacks its environment') throw new Error('TABLE_NAME is not set.');
  return { [`${env.TYPE}`]: { physicalId: ({ RequestId }) => `member~${RequestId}`, handle } };
}

export const createDoctor = (env: NodeJS.ProcessEnv) => async () => ({ swept: env.TYPE });
