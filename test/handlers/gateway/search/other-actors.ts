import { isForeign } from '../account/state';
import { SimulatedAccount } from './account';
import type { Simulation } from './engine/simulation';
import type { SimulatedLambda } from './lambda';
import type { Deletion, Scene } from './scene';

/** Starts what acts beside CloudFormation: sweeps, check-ups, and people who make and delete things by hand. */
export function startOtherActors(
  simulation: Simulation,
  lambda: SimulatedLambda,
  { sweepers = 0, closers = 0, doctors = [], foreignRules = [], deletions = [], listenerReplaced = false }: Scene,
): void {
  for (let sweeper = 1; sweeper <= sweepers; sweeper++) {
    lambda.sweep(`sweeper-${sweeper}`);
  }
  for (let closer = 1; closer <= closers; closer++) {
    lambda.finishClosings(`closer-${closer}`);
  }
  for (const [index, treatment] of doctors.entries()) {
    lambda.checkUp(`doctor-${index + 1}`, treatment);
  }
  const account = new SimulatedAccount(simulation.cells);
  for (const priority of foreignRules) {
    once(simulation, `makes a rule with priority ${priority} by hand`, () =>
      makeByHand(account, priority, simulation.now),
    );
  }
  for (const [index, kind] of deletions.entries()) {
    once(simulation, `deletes a ${kind} by hand (${index + 1})`, () => deleteByHand(account, kind));
  }
  if (listenerReplaced) {
    once(simulation, 'puts a listener of his own in the place of the first', () =>
      replaceListener(account, simulation.now),
    );
  }
}

function replaceListener(account: SimulatedAccount, madeAt: number): void {
  const first = account.listeners.all().find((one) => !isForeign(one));
  if (first) {
    deleteByHand(account, 'listener');
    const arn = `${first.arn}-by-hand`;
    account.listeners.set(arn, { ...first, arn, tags: {}, madeAt });
  }
}

/** Whoever replaced our listeners deletes theirs again. @returns whether there was one */
export function takeListenersAway({ listeners }: SimulatedAccount): boolean {
  const foreign = listeners.all().filter(isForeign);
  for (const { arn } of foreign) {
    listeners.delete(arn);
  }
  return foreign.length > 0;
}

/** Somebody may do this once, at any time or never. */
function once(simulation: Simulation, what: string, act: () => void): void {
  const withdraw = simulation.offer({
    who: 'somebody',
    what,
    fault: false,
    take: () => {
      withdraw();
      act();
    },
  });
}

/** Deletes the first one that is ours, if there is one, with all that is on it. */
function deleteByHand(account: SimulatedAccount, kind: Deletion): void {
  const { loadBalancers, listeners, rules, deletedByHand } = account;
  const shelf = { rule: rules, listener: listeners, 'load balancer': loadBalancers }[kind];
  const first = shelf.all().find((one) => !isForeign(one))?.arn;
  const balancers = loadBalancers.all().filter(({ arn }) => arn === first);
  const gone = listeners.all().filter(({ arn, loadBalancerArn }) => arn === first || loadBalancerArn === first);
  const lost = rules
    .all()
    .filter(({ arn, listenerArn }) => arn === first || gone.some((listener) => listener.arn === listenerArn));
  for (const { arn } of [...balancers, ...gone, ...lost]) {
    deletedByHand.set(arn, true);
    loadBalancers.delete(arn);
    listeners.delete(arn);
    rules.delete(arn);
  }
}

/** Makes a rule on the first listener, if there is one and the priority is free on it. */
function makeByHand({ listeners, rules }: SimulatedAccount, priority: number, madeAt: number): void {
  const listenerArn = listeners.all()[0]?.arn;
  const taken = rules.all().some((one) => one.priority === priority && one.listenerArn === listenerArn);
  if (listenerArn && !taken) {
    const arn = `${listenerArn}/by-hand-${priority}`;
    const conditions = { hosts: ['elsewhere.test'], paths: [], cidrs: [] };
    rules.set(arn, { arn, listenerArn, priority, weights: {}, tags: {}, conditions, madeAt });
  }
}
