import type { Life } from './scene';

/** What CloudFormation is asked to do with a stack. */

export const join: Life = (stack) => stack.create();

export const leave: Life = (stack) => stack.delete();

export const joinAndLeave: Life = async (stack) => {
  await stack.create();
  await stack.delete();
};

/** The block goes and comes back, when the load balancer that was there first is just gone. */
export const joinAndLeaveTwice: Life = async (stack) => {
  await joinAndLeave(stack);
  await joinAndLeave(stack);
};

/** A sibling may fail at any time and cancel what is in flight; then the user deletes the stack. */
export const joinInVain: Life = async (stack) => {
  await stack.create({ mayFail: true });
  await stack.delete();
};

/** The move may be taken back at any time. */
export const move: Life = (stack) => stack.update({ pool: 'other' }, { mayFail: true });

export const moveAndLeave: Life = async (stack) => {
  await move(stack);
  await stack.delete();
};

export const moveAndBack: Life = async (stack) => {
  await move(stack);
  await stack.update({}, { mayFail: true });
  await stack.delete();
};

/** CloudFormation gives up what it cannot clean up at the first attempt. */
export const moveAndDespair: Life = async (stack) => {
  await stack.update({ pool: 'other' }, { mayFail: true, cleanUpAttempts: 1 });
  await stack.update({}, { mayFail: true, cleanUpAttempts: 1 });
  await stack.delete();
};

export const changeHost: Life = async (stack) => {
  await stack.update({ host: 'a.test' }, { mayFail: true });
  await stack.update({}, { mayFail: true });
};

export const changeHostAndLeave: Life = async (stack) => {
  await changeHost(stack);
  await stack.delete();
};

/** What has become of an update that failed is left as it is, and then the stack is deleted. */
export const changeHostInVainAndLeave: Life = async (stack) => {
  await stack.update({ host: 'a.test' }, { mayFail: true, keepsFailed: true });
  await stack.delete();
};

/** The stack goes, and what it has goes on. */
export const keep: Life = async (stack) => stack.keep();

/** What fails stays as it is for a while, and then it goes. */
export const stayAndLeave: Life = async (stack) => {
  await stack.create({ keepsFailed: true });
  await stack.delete();
};

/** Whoever met one who failed may fail too, but not again: nobody is joined who is known to have failed. */
export const joinAtSecondAttempt: Life = async (stack) => {
  if (!(await stack.create()) && !(await stack.create())) {
    throw new Error(`${stack.state.name} fails for the subnets of others`);
  }
};

/** The stack goes and leaves its resources behind. */
export const vanish: Life = async (stack) => stack.abandon();
