import type { SeenStack, StackResource, Survey } from '../../world/survey';

/** How many stacks are asked for at the same time: CloudFormation throttles soon. */
const ASKED_AT_ONCE = 4;

/** So few stacks are asked one by one: the account may have many pages of others. */
const FEW = 20;

export interface StackAnswers {
  stacks: Map<string, SeenStack>;
  /** Ids of stacks that there was no time for. */
  unasked: string[];
}

/**
 * Asks CloudFormation about stacks, each once. A list of the account's stacks tells which of the plain ones rest; what it
 * does not tell for certain is asked by the stack's id.
 * @param plain what stacks have that nothing is odd about, by id
 * @param isLate tells when to ask no more
 */
export async function askStacks(
  survey: Survey,
  ids: readonly string[],
  plain: ReadonlyMap<string, readonly StackResource[]>,
  isLate: () => boolean,
): Promise<StackAnswers> {
  const stacks = await listed(survey, plain, isLate);
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

/** What the list tells of plain stacks; no more pages than there are such stacks are read. */
async function listed(
  survey: Survey,
  plain: ReadonlyMap<string, readonly StackResource[]>,
  isLate: () => boolean,
): Promise<Map<string, SeenStack>> {
  const stacks = new Map<string, SeenStack>();
  if (plain.size <= FEW) return stacks;
  try {
    let pages = 0;
    for await (const page of survey.listed()) {
      for (const { id, state } of page) {
        const resources = plain.get(id);
        if (resources) {
          stacks.set(id, state === 'resting' ? { state, resources } : { state });
        }
      }
      if (stacks.size === plain.size || ++pages >= plain.size || isLate()) break;
    }
  } catch {
    // Then each is asked, and says why it cannot be.
  }
  return stacks;
}
