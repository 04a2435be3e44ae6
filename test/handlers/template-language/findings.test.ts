import { at, Findings, report } from '../../../handlers/template-language/findings';

test('A finding is kept once', () => {
  const findings = new Findings();
  expect(findings.any).toBe(false);
  findings.add('a', 'is wrong');
  findings.add('a', 'is wrong');
  findings.add('a', 'is worse');
  expect(findings.list).toEqual([
    { path: 'a', message: 'is wrong' },
    { path: 'a', message: 'is worse' },
  ]);
});

test('A path grows by a dot, except at the root', () => {
  expect(at('', 'Resources')).toBe('Resources');
  expect(at('Resources', 0)).toBe('Resources.0');
});

test('A report says how many errors there are and ends each line as a sentence', () => {
  const findings = [
    { path: '', message: 'is empty' },
    { path: 'A', message: 'is no B; did you mean C?' },
  ];
  expect(report(findings)).toBe('Number of errors found: 2.\nTemplate: is empty.\nA: is no B; did you mean C?');
});

test('A long report keeps its first lines and says how many are left out', () => {
  const findings = Array.from({ length: 100 }, (_, index) => ({ path: `P${index}`, message: 'x'.repeat(100) }));
  const text = report(findings);
  expect(text.length).toBeLessThan(4200);
  expect(text).toMatch(/^Number of errors found: 100\.\nP0: x+\.\n/);
  const shown = text.split('\n').length - 2;
  expect(text).toContain(`… and ${100 - shown} more; "cfn-express expand" lists them all.`);
});

test('A single line that is too long is cut', () => {
  expect(report([{ path: 'P', message: 'x'.repeat(5000) }]).length).toBeLessThan(4100);
});
