import { serviceNameOf } from '../../../../../handlers/gateway/names';
import type { Services } from '../../../../../handlers/gateway/world/services';
import type { Process } from '../engine/process';
import type { Account } from './aws';

/** What ECS tells one process of deployments; where one is stale, ECS does not say. */
export class Deployments implements Services {
  /** @param mistaken says the wrong thing: a mistake sown on purpose */
  constructor(
    private readonly account: Account,
    private readonly process: Process,
    private readonly mistaken = false,
  ) {}

  liveTargetGroup(_cluster: string, service: string): Promise<string | undefined> {
    return this.process.perform({
      name: 'DescribeServiceRevisions',
      about: () => service,
      faults: ['fail', 'stale'],
      effect: () => {
        const member = this.account.divided.ids().find((one) => serviceNameOf(one) === service);
        return member && `${member}-${this.mistaken ? 'blue' : 'green'}`;
      },
      stale: () => ({ answer: undefined }),
    });
  }
}
