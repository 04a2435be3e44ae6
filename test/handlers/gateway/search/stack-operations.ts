import type { BlockSettings } from './cloudformation/stack-state';
import type { StackOperations } from './scene';

/** What CloudFormation is asked to do with a stack. */

export const join: StackOperations = (stack) => stack.create();

export const leave: StackOperations = (stack) => stack.delete();

export const joinAndLeave: StackOperations = async (stack) => {
  await stack.create();
  await stack.delete();
};

/** The block goes and comes back, when the load balancer that was there first is just gone. */
export const joinAndLeaveTwice: StackOperations = async (stack) => {
  await joinAndLeave(stack);
  await joinAndLeave(stack);
};

/** A sibling may fail at any time and cancel what is in flight; then the user deletes the stack. */
export const joinMayFailAndLeave: StackOperations = async (stack) => {
  await stack.create({ mayFail: true });
  await stack.delete();
};

/** The move may be taken back at any time. */
export const move: StackOperations = (stack) => stack.update({ pool: 'other' }, { mayFail: true });

export const moveAndLeave: StackOperations = async (stack) => {
  await move(stack);
  await stack.delete();
};

export const moveAndBack: StackOperations = async (stack) => {
  await move(stack);
  await stack.update({}, { mayFail: true });
  await stack.delete();
};

/** CloudFormation gives up what it cannot clean up at the first attempt. */
export const moveAndGiveUpCleanUp: StackOperations = async (stack) => {
  await stack.update({ pool: 'other' }, { mayFail: true, cleanUpAttempts: 1 });
  await stack.update({}, { mayFail: true, cleanUpAttempts: 1 });
  await stack.delete();
};

export const changeHost: StackOperations = async (stack) => {
  await stack.update({ host: 'a.test' }, { mayFail: true });
  await stack.update({}, { mayFail: true });
};

export const changeHostAndLeave: StackOperations = async (stack) => {
  await changeHost(stack);
  await stack.delete();
};

/** What has become of an update that failed is left as it is, and then the stack is deleted. */
export const changeHostMayFailAndLeave: StackOperations = async (stack) => {
  await stack.update({ host: 'a.test' }, { mayFail: true, keepsFailed: true });
  await stack.delete();
};

/** The stack goes, and what it has goes on. */
export const leaveTasksBehind: StackOperations = async (stack) => stack.keep();

/** What fails stays as it is for a while, and then it goes. */
export const failAndLeave: StackOperations = async (stack) => {
  await stack.create({ keepsFailed: true });
  await stack.delete();
};

/** Whoever met one who failed may fail too, but not again: nobody is joined who is known to have failed. */
export const joinAtSecondAttempt: StackOperations = async (stack) => {
  if (!(await stack.create()) && !(await stack.create())) {
    throw new Error(`${stack.state.name} fails for the subnets of others`);
  }
};

/** The block goes and is kept, and comes back elsewhere; then it is deleted with its stack. */
const comeBack =
  (settings: BlockSettings): StackOperations =>
  async (stack) => {
    if (await stack.create({ settings: { keeps: 'deleted' } })) {
      await stack.remove();
    }
    await stack.create({ settings, mayFail: true });
    await stack.delete();
  };

export const comeBackElsewhere = comeBack({ pool: 'other' });

export const comeBackBeside = comeBack({ host: 'b.test' });

/** What it wants is still kept for what it was. */
export const comeBackToKeptClaim = comeBack({});

export const comeBackTwiceAndMove: StackOperations = async (stack) => {
  if (await stack.create({ settings: { keeps: 'deleted' } })) {
    await stack.remove();
  }
  if (await stack.create({ settings: { keeps: 'deleted', host: 'b.test' } })) {
    await stack.update({ keeps: 'both', host: 'b.test', pool: 'other' }, { mayFail: true, cleanUpAttempts: 1 });
    await stack.update({ host: 'b.test', pool: 'other' }, { mayFail: true });
  }
  await stack.delete();
};

/** The move may be taken back at any time, to what it was to leave behind. */
export const moveMayFailAndKeep: StackOperations = async (stack) => {
  if (await stack.create({ settings: { keeps: 'replaced' } })) {
    await stack.update({ keeps: 'replaced', pool: 'other' }, { mayFail: true });
    await stack.delete();
  }
};

/** What the move has replaced is kept, and the way back goes past it. */
export const moveAndKeep: StackOperations = async (stack) => {
  if (await stack.create({ settings: { keeps: 'replaced' } })) {
    await stack.update({ keeps: 'replaced', pool: 'other' });
    await stack.update({ keeps: 'replaced', host: 'b.test' }, { mayFail: true });
    await stack.delete();
  }
};

/** The stack goes and leaves its resources behind. */
export const leaveResourcesBehind: StackOperations = async (stack) => stack.abandon();
