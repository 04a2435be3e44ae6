/** Takes the place of the handler of `Custom::ExpressGateway` in the entry's tests, and misbehaves as `MODE` says. */
import type { Outcome, ResourceHandler, ResourceRequest } from '../../../../handlers/gateway/protocol/resource';

const mode = process.env.MODE;

if (mode === 'fails to load') throw new Error('The bundle is broken.');

class OddHandler implements ResourceHandler {
  physicalId({ RequestId }: ResourceRequest): string {
    return `member~${RequestId}`;
  }

  async handle(): Promise<Outcome> {
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
}

export { OddHandler as GatewayHandler };
