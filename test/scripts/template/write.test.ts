import { parseTemplate } from '../../../scripts/template/parse';
import { writeTemplate } from '../../../scripts/template/write';

const template = {
  AWSTemplateFormatVersion: '2010-09-09',
  Resources: {
    Web: { Type: 'X', Flag: 'yes', Account: '012345678901', Version: '1.10', Time: '12:30', List: [1, true, null] },
    Same: { Long: `${'word '.repeat(60)}end`, Lines: 'a\nb\n', Sub: { 'Fn::Sub': `\${A}: x # y` } },
  },
};

describe('writing a template', () => {
  it.each(['yaml', 'json'] as const)('gives the same template when it is read as %s', (format) => {
    const text = writeTemplate(template, format);
    expect(parseTemplate(text)).toMatchObject({ value: template, format });
    expect(text.endsWith('\n')).toBe(true);
  });

  it('quotes texts that a YAML 1.1 reader would take for a date, a number or a boolean', () => {
    const text = writeTemplate(template, 'yaml');
    expect(text).toContain('AWSTemplateFormatVersion: "2010-09-09"');
    expect(text).toContain('Flag: "yes"');
    expect(text).toContain('Account: "012345678901"');
  });

  it('repeats shared values instead of writing aliases, which CloudFormation refuses', () => {
    const shared = { a: 1 };
    expect(writeTemplate({ One: shared, Two: shared }, 'yaml')).toBe('One:\n  a: 1\nTwo:\n  a: 1\n');
  });
});
