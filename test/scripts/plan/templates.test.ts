import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { planBetween } from '../../../scripts/plan/plan';
import { type Side, settle } from '../../../scripts/plan/settle';
import { expandTemplate } from '../../../scripts/template/expansion';
import { loadTemplate } from '../../../scripts/template/load';
import { type Deed, Engine } from './engine';

const EXAMPLES = join(__dirname, '../../../templates/examples');
const place = { region: 'eu-west-1', accountId: '123456789012' };

async function example(name: string): Promise<Side> {
  const file = await loadTemplate(join(EXAMPLES, name));
  return { template: expandTemplate(file, {}, place).template, parameters: {}, ...place };
}

/** What happens to each resource when a stack of the first template is updated to the second. */
function deedsBetween(from: Side, to: Side): Map<string, Deed[]> {
  const [before, after] = [settle(from), settle(to)];
  const engine = new Engine();
  engine.update({ resources: new Map(), outputs: {}, cautions: [] }, before, () => 0);
  return engine.update(before, after, () => 0);
}

/** CloudFormation keeps a logical id to its type. */
function retyped(from: Side, to: Side): boolean {
  const { resources } = settle(to);
  return [...settle(from).resources.values()].some(
    ({ logicalId, type }) => (resources.get(logicalId)?.type ?? type) !== type,
  );
}

const names = readdirSync(EXAMPLES);

describe.each(names)('a stack of templates/examples/%s', (name) => {
  it.each(names)('updated to %s has everything done to it that was planned, and nothing else', async (other) => {
    const [from, to] = [await example(name), await example(other)];
    const plan = planBetween(from, to);
    if (plan.refusals.length > 0) return expect(retyped(from, to)).toBe(true);
    const deeds = deedsBetween(from, to);
    const planned = new Map(plan.changes.map((change) => [change.logicalId, change]));
    for (const [logicalId, [first]] of deeds) {
      expect([logicalId, planned.has(logicalId)]).toEqual([logicalId, true]);
      if (first === 'replace') expect([logicalId, planned.get(logicalId)?.action]).toEqual([logicalId, 'replace']);
    }
    for (const { logicalId, action, certainty, retained } of plan.changes) {
      const [first] = deeds.get(logicalId) ?? [];
      const expected = action === 'delete' && retained ? 'retain' : action;
      if (certainty === 'certain') expect([logicalId, first]).toEqual([logicalId, expected]);
    }
    if (name === other) expect(plan).toMatchObject({ changes: [], steps: [], outputs: [] });
  });
});
