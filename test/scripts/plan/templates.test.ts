import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { planBetween } from '../../../scripts/plan/plan';
import { resolveTemplate, type StackVersion } from '../../../scripts/plan/resolve';
import { expandTemplate } from '../../../scripts/template/expansion';
import { loadTemplate } from '../../../scripts/template/load';
import { type ModelAction, UpdateModel } from './update-model';

const EXAMPLES = join(__dirname, '../../../templates/examples');
const place = { region: 'eu-west-1', accountId: '123456789012' };

async function example(name: string): Promise<StackVersion> {
  const file = await loadTemplate(join(EXAMPLES, name));
  return { template: expandTemplate(file, {}, place).template, parameters: {}, ...place };
}

/** What happens to each resource when a stack of the first template is updated to the second. */
function actionsBetween(from: StackVersion, to: StackVersion): Map<string, ModelAction[]> {
  const [before, after] = [resolveTemplate(from), resolveTemplate(to)];
  const model = new UpdateModel();
  model.update({ resources: new Map(), outputs: {}, cautions: [] }, before, () => 0);
  return model.update(before, after, () => 0);
}

/** Whether a logical id gets another type, which CloudFormation refuses. */
function retyped(from: StackVersion, to: StackVersion): boolean {
  const { resources } = resolveTemplate(to);
  return [...resolveTemplate(from).resources.values()].some(
    ({ logicalId, type }) => (resources.get(logicalId)?.type ?? type) !== type,
  );
}

const names = readdirSync(EXAMPLES).filter((name) => name.endsWith('.yaml'));

describe.each(names)('a stack of templates/examples/%s', (name) => {
  it.each(names)('that is updated to %s changes as planned, and in no other way', async (other) => {
    const [from, to] = [await example(name), await example(other)];
    const plan = planBetween(from, to);
    if (plan.refusals.length > 0) return expect(retyped(from, to)).toBe(true);
    const actions = actionsBetween(from, to);
    const planned = new Map(plan.changes.map((change) => [change.logicalId, change]));
    for (const [logicalId, [first]] of actions) {
      expect([logicalId, planned.has(logicalId)]).toEqual([logicalId, true]);
      if (first === 'replace') expect([logicalId, planned.get(logicalId)?.action]).toEqual([logicalId, 'replace']);
    }
    for (const { logicalId, action, certainty, retained } of plan.changes) {
      const [first] = actions.get(logicalId) ?? [];
      const expected = action === 'delete' && retained ? 'retain' : action;
      if (certainty === 'certain') expect([logicalId, first]).toEqual([logicalId, expected]);
    }
    if (name === other) expect(plan).toMatchObject({ changes: [], steps: [], outputs: [] });
  });
});
