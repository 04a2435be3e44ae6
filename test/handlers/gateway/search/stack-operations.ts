import type { BlockSettings, Template } from './cloudformation/template';
import type { StackOperations } from './scene';

/** Operations of a stack, one after the other. */

export const join: StackOperations = (stack) => stack.create();

export const leave: StackOperations = (stack) => stack.delete();

export const joinAndLeave: StackOperations = async (stack) => {
  await stack.create();
  await stack.delete();
};

/** The block is deleted and created again, just when the first load balancer is gone. */
export const joinAndLeaveTwice: StackOperations = async (stack) => {
  await joinAndLeave(stack);
  await joinAndLeave(stack);
};

/** A sibling resource may fail at any time, which cancels what is in flight. Then the user deletes the stack. */
export const joinMayFailAndLeave: StackOperations = async (stack) => {
  await stack.create({ mayFail: true });
  await stack.delete();
};

/** The move may be rolled back at any time. */
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

/** CloudFormation tries to clean up once and then gives up. */
export const moveAndGiveUpCleanUp: StackOperations = async (stack) => {
  await stack.update({ pool: 'other' }, { mayFail: true, cleanUpAttempts: 1 });
  await stack.update({}, { mayFail: true, cleanUpAttempts: 1 });
  await stack.delete();
};

export const changeHost: StackOperations = async (stack) => {
  await stack.update({ hosts: ['a.test'] }, { mayFail: true });
  await stack.update({}, { mayFail: true });
};

export const changeHostAndLeave: StackOperations = async (stack) => {
  await changeHost(stack);
  await stack.delete();
};

/** An update that fails is not rolled back. Then the stack is deleted. */
export const changeHostMayFailAndLeave: StackOperations = async (stack) => {
  await stack.update({ hosts: ['a.test'] }, { mayFail: true, keepsFailed: true });
  await stack.delete();
};

/** The stack is deleted, and its tasks go on by their DeletionPolicy. */
export const leaveTasksBehind: StackOperations = async (stack) => stack.keep();

/** A creation that fails is not rolled back. Then the stack is deleted. */
export const failAndLeave: StackOperations = async (stack) => {
  await stack.create({ keepsFailed: true });
  await stack.delete();
};

/**
 * A service that joined one which failed may fail, too, but only once: nobody joins a gateway that is known to have
 * failed.
 */
export const joinAtSecondAttempt: StackOperations = async (stack) => {
  if (!(await stack.create()) && !(await stack.create())) {
    throw new Error(`${stack.state.name} fails because of the subnets of others`);
  }
};

/** The block is removed from the template and retained, and comes back. Then it is deleted with its stack. */
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

export const comeBackBeside = comeBack({ hosts: ['b.test'] });

/** What it claims is still kept for its former self. */
export const comeBackToKeptClaim = comeBack({});

export const comeBackTwiceAndMove: StackOperations = async (stack) => {
  if (await stack.create({ settings: { keeps: 'deleted' } })) {
    await stack.remove();
  }
  if (await stack.create({ settings: { keeps: 'deleted', hosts: ['b.test'] } })) {
    await stack.update({ keeps: 'both', hosts: ['b.test'], pool: 'other' }, { mayFail: true, cleanUpAttempts: 1 });
    await stack.update({ hosts: ['b.test'], pool: 'other' }, { mayFail: true });
  }
  await stack.delete();
};

/** The move may be rolled back at any time, to what it would have retained. */
export const moveMayFailAndKeep: StackOperations = async (stack) => {
  if (await stack.create({ settings: { keeps: 'replaced' } })) {
    await stack.update({ keeps: 'replaced', pool: 'other' }, { mayFail: true });
    await stack.delete();
  }
};

/** The move retains what it replaces, and the way back does not take that up again. */
export const moveAndKeep: StackOperations = async (stack) => {
  if (await stack.create({ settings: { keeps: 'replaced' } })) {
    await stack.update({ keeps: 'replaced', pool: 'other' });
    await stack.update({ keeps: 'replaced', hosts: ['b.test'] }, { mayFail: true });
    await stack.delete();
  }
};

/** The stack is deleted and leaves its resources behind. */
export const leaveResourcesBehind: StackOperations = async (stack) => stack.abandon();

/** What the gateway says when it refuses what a template asks for, whatever else happens. */
const REFUSAL = /Taken|Refused/;

/**
 * The stack gets another template. The update may be rolled back at any time.
 * @returns whether it was not. @throws Error if the gateway refuses it
 */
export const become =
  (template: Template, mayFail = true): StackOperations<boolean> =>
  async (stack) => {
    const isDone = await stack.updateTo(template, { mayFail });
    const { name, refusal = '' } = stack.state;
    if (REFUSAL.test(refusal)) throw new Error(`${name} is refused: ${refusal}`);
    return isDone;
  };

/** The same, where the gateway may refuse it. Then the stack is deleted. */
export const tryToBecomeAndLeave =
  (template: Template): StackOperations =>
  async (stack) => {
    await stack.updateTo(template, { mayFail: true });
    await stack.delete();
  };

/** The stack gets the template, and again if that was rolled back for something else. Then it is deleted. */
export const becomeAtLastAndLeave =
  (template: Template): StackOperations =>
  async (stack) => {
    if (!(await become(template)(stack))) {
      await become(template)(stack);
    }
    await stack.delete();
  };

/** The stack gets one template after the other. Only the last update may be rolled back because of something else. */
export const becomeEach =
  (...templates: readonly Template[]): StackOperations =>
  async (stack) => {
    for (const template of templates.slice(0, -1)) {
      if (!(await become(template, false)(stack))) return;
    }
    await become(templates.at(-1) ?? {})(stack);
  };
