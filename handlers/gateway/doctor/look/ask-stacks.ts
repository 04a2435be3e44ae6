import type { ListedStack, SeenStack, StackResource } from '../../world/survey';
import { askedInTime } from './asked-in-time';
import type { DoctorWorld } from './doctor-world';

type StacksWorld = Pick<DoctorWorld, 'survey' | 'clock' | 'inTime'>;

/** How many stacks are asked about at the same time: CloudFormation throttles early. */
const ASKED_AT_ONCE = 4;

/** So few stacks are asked about one by one: the account's list may have many pages of other stacks. */
const FEW = 20;

/**
 * When each step ends, as a share of the time until `late`. What comes after it has time left then: one answer that hangs
 * makes none of the others worthless.
 */
const FIRST_LIST_ENDS = 1 / 4;
const RESOURCES_END = 3 / 4;
const SECOND_LIST_ENDS = 7 / 8;

export interface StackAnswers {
  /** By id. */
  stacks: Map<string, SeenStack>;
  /** Ids of stacks about which nothing is known, because there was no time. */
  unasked: string[];
}

/**
 * Asks CloudFormation about stacks. If they are many, the account's list shows which of them rest, so that only the
 * resources of these need be asked for. Another list after that shows which have changed meanwhile. These are asked about by
 * their ids at the end, and so are those that a list lacks or that had no answer: most of them are gone. What has been seen
 * of a stack in two questions counts only if a list shows that it has not changed since.
 * @param consistent what consistent stacks have, by id; their resources are not asked for
 * @param late when no answer is waited for any more, in milliseconds since the epoch
 */
export async function askStacks(
  world: StacksWorld,
  ids: readonly string[],
  consistent: ReadonlyMap<string, readonly StackResource[]>,
  late: number,
): Promise<StackAnswers> {
  const { survey, clock } = world;
  const begin = clock();
  const part = (share: number): number => begin + (late - begin) * share;
  const before = ids.length > FEW ? await listed(world, ids, part(FIRST_LIST_ENDS)) : new Map<string, ListedStack>();
  const stacks = new Map<string, SeenStack>();
  for (const [id, { state }] of before) {
    const resources = consistent.get(id);
    if (state === 'busy') {
      stacks.set(id, { state });
    } else if (resources) {
      stacks.set(id, { state, resources });
    }
  }
  const resting = ids.filter((id) => before.has(id) && !stacks.has(id));
  const seen = await askedOneByOne(world, resting, (id) => survey.restingStack(id), part(RESOURCES_END));
  const known = [...seen.stacks.keys()];
  const after = known.length > 0 ? await listed(world, known, part(SECOND_LIST_ENDS)) : before;
  for (const [id, stack] of seen.stacks) {
    if (after.get(id)?.version === before.get(id)?.version) stacks.set(id, stack);
  }
  const left = ids.filter((id) => !stacks.has(id));
  const alone = await askedOneByOne(world, left, (id) => survey.stack(id), late);
  return { stacks: new Map([...stacks, ...alone.stacks]), unasked: alone.unasked };
}

async function askedOneByOne(
  world: StacksWorld,
  ids: readonly string[],
  ask: (id: string) => Promise<SeenStack>,
  late: number,
): Promise<StackAnswers> {
  const left = [...ids];
  const answers: StackAnswers = { stacks: new Map(), unasked: [] };
  const worker = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      const stack = await askedInTime(world, late, () => ask(id));
      if (stack) answers.stacks.set(id, stack);
      else answers.unasked.push(id);
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, worker));
  return answers;
}

/** What the list shows of these stacks. It reads at most as many pages as there are such stacks. */
async function listed(world: StacksWorld, ids: readonly string[], late: number): Promise<Map<string, ListedStack>> {
  const wanted = new Set(ids);
  const found = new Map<string, ListedStack>();
  // Not with for await: at the end of a loop it would wait for a page that hangs.
  const pages = world.survey.listed()[Symbol.asyncIterator]();
  try {
    for (let count = 0; count < wanted.size && found.size < wanted.size; count++) {
      const page = await askedInTime(world, late, () => pages.next());
      if (!page || page.done) break;
      for (const stack of page.value) {
        if (wanted.has(stack.id)) found.set(stack.id, stack);
      }
    }
  } catch {
    // Then each stack is asked about by itself, and that answer says what is wrong.
  }
  return found;
}
