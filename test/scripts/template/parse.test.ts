import { parseTemplate, TemplateSyntaxError } from '../../../scripts/template/parse';

function findingsOf(text: string): string[] {
  try {
    parseTemplate(text);
  } catch (error) {
    if (error instanceof TemplateSyntaxError) {
      return error.findings.map(({ message, position }) => `${position.line}:${position.column} ${message}`);
    }
    throw error;
  }
  return [];
}

describe('reading a template', () => {
  it('replaces short forms with long forms, also nested ones', () => {
    const { value } = parseTemplate(`
A: !Ref Web
B: !GetAtt Web.ECSManagedResourceArns.LogGroups
C: !Join ['', [!Sub "\${AWS::Region}-x", {Fn::GetAtt: [Web, Endpoint]}]]
D: !If [isProd, !Ref AWS::NoValue, {k: 1}]
E: !Condition isProd
F: !GetAZs ''
G: !Base64
  Fn::Sub: x
H: !GetAtt Web
I: !GetAtt [Web, Endpoint]
`);
    expect(value).toEqual({
      A: { Ref: 'Web' },
      B: { 'Fn::GetAtt': ['Web', 'ECSManagedResourceArns.LogGroups'] },
      C: { 'Fn::Join': ['', [{ 'Fn::Sub': `\${AWS::Region}-x` }, { 'Fn::GetAtt': ['Web', 'Endpoint'] }]] },
      D: { 'Fn::If': ['isProd', { Ref: 'AWS::NoValue' }, { k: 1 }] },
      E: { Condition: 'isProd' },
      F: { 'Fn::GetAZs': '' },
      G: { 'Fn::Base64': { 'Fn::Sub': 'x' } },
      H: { 'Fn::GetAtt': 'Web' },
      I: { 'Fn::GetAtt': ['Web', 'Endpoint'] },
    });
  });

  it('reads scalars as YAML 1.1 does, but keeps dates as strings', () => {
    const { value } = parseTemplate(
      'A: 2010-09-09\nB: yes\nC: 0123\nD: 1.5\nE: ~\nF: "1"\nG:\n1: one\n__proto__: {x: 1}',
    );
    expect(value).toEqual(
      JSON.parse('{"A":"2010-09-09","B":true,"C":83,"D":1.5,"E":null,"F":"1","G":null,"1":"one","__proto__":{"x":1}}'),
    );
  });

  it('reads JSON, including tabs, and remembers the format', () => {
    const { value, format } = parseTemplate('{\n\t"Resources": {\n\t\t"A": [1,\n\t\t\ttrue]\n\t}\n}');
    expect(value).toEqual({ Resources: { A: [1, true] } });
    expect(format).toBe('json');
    expect(parseTemplate('{Resources: {}}').format).toBe('yaml');
  });

  it.each([
    ['', '1:1 The file is empty. A template is a map with a Resources section.'],
    ['# no more\n', '1:1 The file is empty. A template is a map with a Resources section.'],
    ['hello', '1:1 This is not a map. A template is a map with a Resources section.'],
    ['- a', '1:1 This is not a map. A template is a map with a Resources section.'],
  ])('refuses %j, which is not a map', (text, finding) => {
    expect(findingsOf(text)).toEqual([finding]);
  });

  it('lists every unknown short form and alias with its place and a suggestion', () => {
    expect(findingsOf('A: !Reff x\nB:\n  C: !Nonsense y\nD: &d z\nE: *d\n')).toEqual([
      '1:10 CloudFormation has no short form !Reff; did you mean !Ref?',
      '3:16 CloudFormation has no short form !Nonsense',
      '5:4 CloudFormation does not support YAML aliases. Write the value again.',
    ]);
  });

  it('reports the places of syntax errors and of repeated keys', () => {
    expect(findingsOf('A: [1\nB: 2')).toEqual([
      '2:1 A list in brackets must be sufficiently indented and end with a ]',
    ]);
    expect(findingsOf('{"A": {')).toEqual(['1:8 A map in braces must end with a }']);
    expect(findingsOf('A: 1\nB:\n  C: 1\n  C: 2')).toEqual([
      '4:3 This key is already in the same map. Keep one of them.',
    ]);
    expect(findingsOf('? [a]\n: b')).toEqual(['1:3 A key must be a plain string.']);
  });

  it('joins all findings into its message', () => {
    expect(new TemplateSyntaxError([{ message: 'no', position: { line: 3, column: 4 } }]).message).toBe('line 3:4: no');
  });
});

describe('the position of a path', () => {
  const { position } = parseTemplate(`Resources:
  Web:
    Type: Express::Service
    Properties:
      Image: !Sub
        - x
        - {Tag: v1}
      Environment:
        - Name: A
          Value: b
      a.b: {c: 1}
`);

  it.each([
    ['Resources.Web.Properties.Image', 5, 7],
    ['Resources.Web.Properties.Image.Fn::Sub[1].Tag', 7, 12],
    ['Resources.Web.Properties.Environment[0].Value', 10, 11],
    ['Resources.Web.Properties.Environment.0.Name', 9, 11],
    ['Resources.Web.Properties.Environment[0]', 9, 11],
    ['Resources.Web.Properties.a.b.c', 11, 13],
    ['Resources.Web.Properties.Missing.Deep', 4, 5],
    ['Resources.Web.Properties.Environment[7].Name', 8, 7],
    ['Resources.Web.Type.x', 3, 5],
    ['', 1, 1],
  ])('%s is %i:%i', (path, line, column) => {
    expect(position(path)).toEqual({ line, column });
  });
});
