import { serviceNameOf } from '../../../../../handlers/gateway/names';
import type { Services } from '../../../../../handlers/gateway/world/services';
import type { Process } from '../engine/process';
import type { Account } from './aws';

/** What ECS tells one process of deployments; where one is stale, ECS does not say. */
export class Deployments implements Services {
  readonly #account: Account;
  readonly #process: Process;
  readonly #mistaken: boolean;

  /** @param mistaken says the wrong thing: a mistake sown on purpose */
  constructor(account: Account, process: Process, mistaken = false) {
    this.#account = account;
    this.#process = process;
    this.#mistaken = mistaken;
  }

  liveTargetGroup(_cluster: string, service: string): Promise<string | undefined> {
    return this.#process.perform({
      name: 'DescribeServiceRevisions',
      about: () => service,
      faults: ['fail', 'stale'],
      effect: () => {
        const member = this.#account.divided.ids().find((one) => serviceNameOf(one) === service);
        return member && `${member}-${this.#mistaken ? 'blue' : 'green'}`;
      },
      stale: () => ({ answer: undefined }),
    });
  }
}
