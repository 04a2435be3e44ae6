import { DependencyGraph } from '../../../handlers/template-language/graph';
import type { JsonObject } from '../../../handlers/template-language/json';
import fc from '../../fast-check';

test('Every way to refer to a resource is an edge', () => {
  const waits: Record<string, object> = {
    Ref: { Ref: 'Target' },
    GetAtt: { 'Fn::GetAtt': ['Target', 'Arn'] },
    GetAttText: { 'Fn::GetAtt': 'Target.Arn' },
    Sub: { 'Fn::Sub': `a\${Target}` },
    SubAttribute: { 'Fn::Sub': [`\${Target.Arn}`, {}] },
    SubVariable: { 'Fn::Sub': [`\${A}`, { A: { Ref: 'Target' } }] },
    Nested: { a: [{ b: { 'Fn::Join': ['', [{ Ref: 'Target' }]] } }] },
  };
  for (const [id, value] of Object.entries(waits)) {
    const graph = new DependencyGraph({ [id]: { Properties: { value } as never }, Target: {} }, new Map());
    expect([id, graph.add('Target', id)]).toEqual([id, false]);
  }
});

test('DependsOn is an edge in either form', () => {
  for (const dependsOn of ['Target', ['Other', 'Target']]) {
    expect(new DependencyGraph({ A: { DependsOn: dependsOn }, Target: {} }, new Map()).add('Target', 'A')).toBe(false);
  }
});

test('A value that only looks like a reference is not an edge', () => {
  const resources: JsonObject = {
    A: { P: [{ 'Fn::Sub': [`\${Target} \${!Target}`, { Target: 'x' }] }, 'Target', { Ref: 5 }] },
    Target: {},
  };
  expect(new DependencyGraph(resources, new Map()).add('Target', 'A')).toBe(true);
});

test('Depending on a part of a block means depending on the block', () => {
  const graph = new DependencyGraph({ Route: { DependsOn: 'WebGateway' } }, new Map([['WebGateway', 'Web']]));
  expect(graph.add('Web', 'Route')).toBe(false);
});

test('No circle arises, whatever dependencies are added in whatever order', () => {
  const id = fc.integer({ min: 0, max: 7 }).map((n) => `R${n}`);
  const edges = fc.array(fc.tuple(id, id), { maxLength: 40 });
  fc.assert(
    fc.property(edges, (wanted) => {
      const graph = new DependencyGraph({}, new Map());
      const kept = wanted.filter(([from, to]) => from !== to && graph.add(from, to));
      const left = new Set(kept.map((edge) => edge.join('>')));
      // Taking away what waits for nothing, again and again, takes away everything but circles.
      for (let before = -1; before !== left.size; ) {
        before = left.size;
        const waiting = new Set([...left].map((edge) => edge.split('>')[0]));
        for (const edge of left) if (!waiting.has(edge.split('>')[1])) left.delete(edge);
      }
      expect(left.size).toBe(0);
    }),
  );
});
