import { Requests } from './cloudformation/requests';
import { Stack } from './cloudformation/stack';
import { newStack, type StackState, type Wanted } from './cloudformation/stack-state';
import { Cells } from './engine/cells';
import { Replay } from './engine/choosers';
import type { Play } from './engine/explore';
import { type Chooser, type Limits, Simulation } from './engine/simulation';
import { brokenNow } from './invariants/always';
import { brokenFinally } from './invariants/finally';
import { none, viewOf } from './invariants/view';
import { Account } from './model/aws';
import { Lambda } from './model/lambda';
import type { Sow } from './model/table';

/** What CloudFormation does with one stack, step by step. */
export type Life = (stack: Stack) => Promise<unknown>;

/** Who is there, and what happens to them at the same time. */
export interface Scene {
  /** How many services may share one load balancer. */
  maxMembers?: number;
  /** What stacks ask for, where it is not the default. */
  wanted?: Readonly<Record<string, Wanted>>;
  /** Stacks that are there before it begins, made one after the other. */
  before?: readonly string[];
  /** Something else that is there before it begins. */
  prepare?: (account: Account) => void;
  lives: Readonly<Record<string, Life>>;
  /** How many sweepers start at the same time. */
  sweepers?: number;
  /** Response URLs do not tell when they were signed: nobody knows which of two requests is the newer. */
  unsigned?: boolean;
  /** A sweeper goes through when all is quiet. */
  sweptAtTheEnd?: boolean;
  /** Rules that somebody makes by hand, at any time, with these priorities. */
  foreignRules?: readonly number[];
}

interface Situation {
  now: number;
  cells: Cells;
  stacks: StackState[];
}

/** The sweeper's schedule, in milliseconds. */
const SWEEP_EVERY_MS = 3_600_000;

/** For what is played before it begins. */
const NO_FAULTS: Limits = { faults: 0, kinds: [] };

/** @param sow a mistake to put into every write of the ledger. @returns what plays the scene by a schedule */
export const stage = (scene: Scene, limits: Limits, sow?: Sow): Play => {
  const installed = { maxMembers: scene.maxMembers ?? 2, ...(sow && { sow }) };

  const act = async (from: Situation, lives: Scene['lives'], bounds: Limits, chooser: Chooser, trace?: string[]) => {
    const simulation = new Simulation(from.cells.copy(), bounds, chooser);
    simulation.now = from.now;
    simulation.trace = trace;
    const account = new Account(simulation.cells);
    const requests = new Requests(simulation);
    const lambda = new Lambda(simulation, installed, (reply) => requests.receive(reply));
    const stacks = structuredClone(from.stacks);
    const wrong: string[] = [];
    const unfinished = new Set<string>();
    for (const [name, life] of Object.entries(lives)) {
      const player = simulation.spawn(`CloudFormation for ${name}`);
      const state = stacks.find((one) => one.name === name) ?? newStack(name, scene.wanted?.[name]);
      if (!stacks.includes(state)) {
        stacks.push(state);
      }
      unfinished.add(name);
      life(new Stack(simulation, player, requests, lambda, account, state, !scene.unsigned))
        .then(
          () => unfinished.delete(name),
          (error) => wrong.push(String(error)),
        )
        .finally(() => player.end());
    }
    if (bounds !== NO_FAULTS) {
      surprise(scene, simulation, account, lambda);
    }
    let checked = -1;
    const check = () => {
      const unanswered = scene.unsigned ? [] : requests.unanswered.map((id) => `nobody answered ${id}`);
      none([...wrong, ...requests.faults, ...unanswered]);
      if (checked !== simulation.cells.version) {
        checked = simulation.cells.version;
        none(brokenNow(viewOf(simulation.cells, stacks), installed.maxMembers));
      }
    };
    await simulation.play(check);
    if (scene.sweptAtTheEnd && bounds !== NO_FAULTS) {
      simulation.calm(SWEEP_EVERY_MS);
      lambda.sweep('last sweeper');
      await simulation.play(check);
    }
    none([...wrong, ...[...unfinished].map((name) => `${name} waits for ever`)]);
    none(brokenFinally(viewOf(simulation.cells, stacks)));
    return { now: simulation.now, cells: simulation.cells, stacks };
  };

  const beginning = async (): Promise<Situation> => {
    const cells = new Cells();
    scene.prepare?.(new Account(cells));
    let situation: Situation = { now: Date.UTC(2026, 0, 1), cells, stacks: [] };
    for (const name of scene.before ?? []) {
      situation = await act(situation, { [name]: (stack) => stack.create() }, NO_FAULTS, new Replay([]));
    }
    return situation;
  };

  let begun: Promise<Situation> | undefined;
  return async (chooser, trace) => {
    begun ??= beginning();
    await act(await begun, scene.lives, limits, chooser, trace);
  };
};

/** What comes from outside of CloudFormation. */
const surprise = (
  { sweepers = 0, foreignRules = [] }: Scene,
  simulation: Simulation,
  account: Account,
  lambda: Lambda,
) => {
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
        const listener = account.listeners.all()[0];
        const taken = account.rules.all().some((one) => one.priority === priority && one.listenerArn === listener?.arn);
        if (listener && !taken) {
          const arn = `${listener.arn}/by-hand-${priority}`;
          const conditions = { hosts: ['elsewhere.test'], paths: [], cidrs: [] };
          const madeAt = simulation.now;
          account.rules.set(arn, {
            arn,
            listenerArn: listener.arn,
            priority,
            weights: {},
            tags: {},
            conditions,
            madeAt,
          });
        }
      },
    });
  }
};
