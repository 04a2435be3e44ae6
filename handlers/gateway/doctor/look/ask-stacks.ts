import type { SeenStack, StackResource, Survey } from '../../world/survey';

/** How many stacks are asked about at the same time: CloudFormation throttles early. */
const ASKED_AT_ONCE = 4;

/** So few stacks are asked about one by one: the account's list may have many pages of other stacks. */
const FEW = 20;

export interface StackAnswers {
  /** By id. */
  stacks: Map<string, SeenStack>;
  /** Ids of stacks that there was no time to ask about. */
  unasked: string[];
}

/**
 * Asks CloudFormation about stacks, about each once. For consistent stacks the list of the account's stacks is enough: it
 * shows which of them rest. All others are asked about by their ids.
 * @param consistent what consistent stacks have, by id
 * @param isLate whether there is no time to ask about another stack
 */
export async function askStacks(
  survey: Survey,
  ids: readonly string[],
  consistent: ReadonlyMap<string, readonly StackResource[]>,
  isLate: () => boolean,
): Promise<StackAnswers> {
  const stacks = await listed(survey, consistent, isLate);
  const left = ids.filter((id) => !stacks.has(id));
  const unasked: string[] = [];
  const worker = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      if (isLate()) {
        unasked.push(id);
      } else {
        stacks.set(id, await survey.stack(id));
      }
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, worker));
  return { stacks, unasked };
}

/** What the list shows of consistent stacks. It reads at most as many pages as there are such stacks. */
async function listed(
  survey: Survey,
  consistent: ReadonlyMap<string, readonly StackResource[]>,
  isLate: () => boolean,
): Promise<Map<string, SeenStack>> {
  const stacks = new Map<string, SeenStack>();
  if (consistent.size <= FEW) return stacks;
  try {
    let pages = 0;
    for await (const page of survey.listed()) {
      for (const { id, state } of page) {
        const resources = consistent.get(id);
        if (resources) {
          stacks.set(id, state === 'resting' ? { state, resources } : { state });
        }
      }
      if (stacks.size === consistent.size || ++pages >= consistent.size || isLate()) break;
    }
  } catch {
    // Then each stack is asked about by itself, and that answer says what is wrong.
  }
  return stacks;
}
