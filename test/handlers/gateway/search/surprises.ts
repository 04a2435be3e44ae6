import type { Simulation } from './engine/simulation';
import { Account } from './model/aws';
import type { Lambda } from './model/lambda';
import type { Scene } from './scene';

/** What comes from outside of CloudFormation: the sweeper's schedule, and people. */
export const surprise = (simulation: Simulation, lambda: Lambda, { sweepers = 0, foreignRules = [] }: Scene): void => {
  for (let sweeper = 1; sweeper <= sweepers; sweeper++) {
    lambda.sweep(`sweeper-${sweeper}`);
  }
  for (const priority of foreignRules) {
    const withdraw = simulation.offer({
      who: 'somebody',
      what: `makes a rule with priority ${priority} by hand`,
      fault: false,
      take: () => {
        withdraw();
        makeByHand(new Account(simulation.cells), priority, simulation.now);
      },
    });
  }
};

/** A rule on the first listener there is, if there is one and the priority is free on it. */
const makeByHand = ({ listeners, rules }: Account, priority: number, madeAt: number): void => {
  const listenerArn = listeners.all()[0]?.arn;
  const taken = rules.all().some((one) => one.priority === priority && one.listenerArn === listenerArn);
  if (listenerArn && !taken) {
    const arn = `${listenerArn}/by-hand-${priority}`;
    const conditions = { hosts: ['elsewhere.test'], paths: [], cidrs: [] };
    rules.set(arn, { arn, listenerArn, priority, weights: {}, tags: {}, conditions, madeAt });
  }
};
