import type { DeploymentProgress, Services } from '../../../../handlers/gateway/world/services';
import type { Caller } from './call';
import type { AccountState } from './state';

/** What ECS tells one caller of deployments; where the answer is stale, ECS does not say. */
export class AccountServices implements Services {
  readonly #account: Pick<AccountState, 'liveTargetGroups' | 'deploying' | 'witness'>;
  readonly #caller: Caller;

  constructor(account: Pick<AccountState, 'liveTargetGroups' | 'deploying' | 'witness'>, caller: Caller) {
    this.#account = account;
    this.#caller = caller;
  }

  liveTargetGroup(_cluster: string, service: string): Promise<string | undefined> {
    return this.#caller.perform({
      name: 'DescribeServiceRevisions',
      about: () => service,
      faults: ['fail', 'stale'],
      effect: () => this.#account.liveTargetGroups.get(service),
      stale: () => ({ answer: undefined }),
    });
  }

  deploymentState(_cluster: string, service: string): Promise<DeploymentProgress> {
    return this.#caller.perform({
      name: 'DescribeServices',
      about: () => service,
      faults: ['fail'],
      effect: () => {
        this.#account.witness?.asksOfDeployment(this.#caller.id, service);
        const deploying = this.#account.deploying.get(service);
        return deploying === true ? 'in progress' : (deploying ?? 'over');
      },
    });
  }
}
