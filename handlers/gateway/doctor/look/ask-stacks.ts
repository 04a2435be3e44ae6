import type { ListedStack, SeenStack, StackResource, Survey } from '../../world/survey';

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
 * Asks CloudFormation about stacks. If they are many, the account's list shows which of them rest, so that only the
 * resources of these need be asked for. Another list after that shows which have changed meanwhile. These are asked about by
 * their ids, and so are those that the list lacks: most of them are gone.
 * @param consistent what consistent stacks have, by id; their resources are not asked for
 * @param isLate whether there is no time to ask about another stack
 */
export async function askStacks(
  survey: Survey,
  ids: readonly string[],
  consistent: ReadonlyMap<string, readonly StackResource[]>,
  isLate: () => boolean,
): Promise<StackAnswers> {
  const before = ids.length > FEW ? await listed(survey, ids, isLate) : new Map<string, ListedStack>();
  const stacks = new Map<string, SeenStack>();
  for (const [id, { state }] of before) {
    const resources = consistent.get(id);
    if (state === 'busy') {
      stacks.set(id, { state });
    } else if (resources) {
      stacks.set(id, { state, resources });
    }
  }
  const [absent, resting] = [
    ids.filter((id) => !before.has(id)),
    ids.filter((id) => before.has(id) && !stacks.has(id)),
  ];
  const alone = await askedOneByOne(absent, (id) => survey.stack(id), isLate);
  const seen = await askedOneByOne(resting, (id) => survey.restingStack(id), isLate);
  const known = [...seen.stacks.keys()];
  const after = known.length > 0 ? await listed(survey, known, () => false) : before;
  const changed = known.filter((id) => after.get(id)?.version !== before.get(id)?.version);
  const again = await askedOneByOne(changed, (id) => survey.stack(id), isLate);
  for (const id of changed) seen.stacks.delete(id);
  return {
    stacks: new Map([...stacks, ...alone.stacks, ...seen.stacks, ...again.stacks]),
    unasked: [...alone.unasked, ...seen.unasked, ...again.unasked],
  };
}

async function askedOneByOne(
  ids: readonly string[],
  ask: (id: string) => Promise<SeenStack>,
  isLate: () => boolean,
): Promise<StackAnswers> {
  const left = [...ids];
  const answers: StackAnswers = { stacks: new Map(), unasked: [] };
  const worker = async (): Promise<void> => {
    for (let id = left.shift(); id !== undefined; id = left.shift()) {
      if (isLate()) {
        answers.unasked.push(id);
      } else {
        answers.stacks.set(id, await ask(id));
      }
    }
  };
  await Promise.all(Array.from({ length: ASKED_AT_ONCE }, worker));
  return answers;
}

/** What the list shows of these stacks. It reads at most as many pages as there are such stacks. */
async function listed(
  survey: Survey,
  ids: readonly string[],
  isLate: () => boolean,
): Promise<Map<string, ListedStack>> {
  const wanted = new Set(ids);
  const found = new Map<string, ListedStack>();
  try {
    let pages = 0;
    for await (const page of survey.listed()) {
      for (const stack of page) {
        if (wanted.has(stack.id)) found.set(stack.id, stack);
      }
      if (found.size === wanted.size || ++pages >= wanted.size || isLate()) break;
    }
  } catch {
    // Then each stack is asked about by itself, and that answer says what is wrong.
  }
  return found;
}
