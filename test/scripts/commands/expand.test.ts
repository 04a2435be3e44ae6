import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expandCommand } from '../../../scripts/commands/expand';
import { parseTemplate } from '../../../scripts/template/parse';
import { type Ran, run } from '../command-line/run';

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'expand-'));
});
afterAll(() => rm(folder, { recursive: true }));

async function expandText(text: string, ...args: string[]): Promise<Ran> {
  const file = join(folder, 'web.yaml');
  await writeFile(file, text);
  const ran = await run([expandCommand], 'expand', file, ...args);
  return { ...ran, stderr: ran.stderr.replaceAll(`${folder}/`, '') };
}

const hello = `Transform: Express
Parameters:
  Metric: { Type: String, Default: AVERAGE_CPU }
Resources:
  Web:
    Type: Express::Service
    Properties:
      Image: nginx
      ScalingTarget: { AutoScalingMetric: !Ref Metric }
Outputs:
  Url: { Value: !GetAtt Web.Endpoint }
`;

describe('cfn-express expand', () => {
  it('prints the processed template and nothing else', async () => {
    const { code, stdout, stderr } = await expandText(hello);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const { value, format } = parseTemplate(stdout);
    expect(format).toBe('yaml');
    expect(value).not.toHaveProperty('Transform');
    expect(value).toHaveProperty(['Resources', 'Web', 'Type'], 'AWS::ECS::Service');
  });

  it.each([`---\n${hello}`, `# one\n---\n${hello}---\n# nothing more\n`, `%YAML 1.1\n---\n${hello}...\n`])(
    'accepts document markers around a single document: %j',
    async (text) => {
      expect(await expandText(text)).toMatchObject({ code: 0, stderr: '' });
    },
  );

  it('reports a name that the template does not have, with its place in the file', async () => {
    const { code, stdout, stderr } = await expandText(hello.replace('!GetAtt Web.Endpoint', '!Ref Wbe'));
    expect({ code, stdout, stderr }).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'web.yaml:11:10: Outputs.Url.Value.Ref: the template has neither a resource nor a parameter Wbe; did you mean Web?\n',
    });
  });

  it('reports such a name together with the mistakes in a service, but accepts the names of the resources of a service', async () => {
    const { stderr } = await expandText(`${hello.replace('nginx', 'nginx\n      Cpu: 300')}  A: { Value: !Ref WebBlue }
  B: { Value: !Ref WebBleu }
`);
    expect(stderr.replaceAll(/: (is "300"|the template).*/g, '')).toBe(
      'web.yaml:9:7: Resources.Web.Properties.Cpu\nweb.yaml:14:8: Outputs.B.Value.Ref\n',
    );
  });

  it('reports mistakes in a loop with their place in the file', async () => {
    const { code, stderr } = await expandText(`Transform: Express
Resources:
  Fn::ForEach::Services:
    - Name
    - [A, B]
    - \${Name}:
        Type: Express::Service
        Properties:
          Image: nginx
          Environment:
            \${Name}_URL: !GetAtt '\${Name}.Endpiont'
`);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^web\.yaml:11:\d+: Resources\.Fn::ForEach::Services\.2\..* \(Name=A, Name=B\)\n$/);
  });

  it('prints JSON if the user asks for it, and if the template is JSON', async () => {
    const asked = await expandText(hello, '--format', 'json');
    expect(JSON.parse(asked.stdout)).toHaveProperty(['Resources', 'WebTaskDefinition']);
    const { Transform, Resources } = {
      Transform: 'Express',
      Resources: { Web: { Type: 'Express::Service', Properties: { Image: 'x' } } },
    };
    const written = await expandText(JSON.stringify({ Transform, Resources }));
    expect(JSON.parse(written.stdout)).toHaveProperty(['Resources', 'WebTaskDefinition']);
  });

  it('takes parameters from the command line, and defaults for the others', async () => {
    const metricOf = async (...args: string[]) =>
      JSON.stringify(parseTemplate((await expandText(hello, ...args)).stdout).value);
    expect(await metricOf()).toContain('ECSServiceAverageCPUUtilization');
    expect(await metricOf('--parameter', 'Metric=AVERAGE_MEMORY')).toContain('ECSServiceAverageMemoryUtilization');
  });

  it('lists every finding with file, line and column, in the order of the file, and prints no result', async () => {
    const { code, stdout, stderr } = await expandText(
      hello.replace('Image: nginx', 'Memory: 512\n      Imgae: nginx\n      Cpu: 7'),
    );
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const lines = stderr.trimEnd().split('\n');
    expect(lines.map((line) => line.split(': ').slice(0, 2).join(': '))).toEqual([
      'web.yaml:7:5: Resources.Web.Properties.Image',
      'web.yaml:9:7: Resources.Web.Properties.Imgae',
      'web.yaml:10:7: Resources.Web.Properties.Cpu',
    ]);
    expect(lines[1]).toContain('did you mean Image?');
  });

  it.each([
    ['- a list', 'web.yaml:1:1: This is not a map. A template is a map with a Resources section.'],
    ['A: [1', 'web.yaml:1:'],
    [
      `# hello\n---\n${hello}---\n# and\nOther: 1`,
      'web.yaml:14:1: A second YAML document begins here, and a template is one document. Move it to another file.',
    ],
    ['Description: x', 'web.yaml: this is not a CloudFormation template, because it has no Resources section.'],
    [
      'Resorces: {}',
      'web.yaml: this is not a CloudFormation template, because it has no Resources section; did you mean Resources instead of Resorces?',
    ],
    ['Description: x\nResources: 7', 'web.yaml:2:1: Resources: must be a map of resources.'],
    ['Description: x\nResources: {}', 'web.yaml:2:1: Resources: must be a map of at least one resource.'],
    [
      'Resources: { A: { Type: AWS::S3::Bucket } }',
      'web.yaml: there is no resource of type Express::Service to expand.',
    ],
    [
      'Resources: { A: { Type: AWS::ECS::ExpressGatewayService } }',
      'To expand A, change its Type from AWS::ECS::ExpressGatewayService to Express::Service',
    ],
    [
      'Resources: { A: { Type: Express::Service, Properties: { Image: x } } }',
      'web.yaml:1:1: Transform: is missing "Express". Without it CloudFormation does not call the macro',
    ],
    [
      `Resources: { "Fn::ForEach::All": [Name, [A], { "\${Name}": { Type: Express::Service, Properties: { Image: x } } }] }`,
      'web.yaml:1:1: Transform: is missing "Express". Without it CloudFormation does not call the macro',
    ],
  ])('refuses %j', async (text, message) => {
    const { code, stdout, stderr } = await expandText(text);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('refuses five thousand nested brackets without mentioning call stacks', async () => {
    const { code, stderr } = await expandText('['.repeat(5000) + ']'.repeat(5000));
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'web.yaml: this is nested too deeply to be a template.\n' });
    expect((await expandText('{'.repeat(5000))).stderr).toMatch(/^(?!.*call stack).*(too deeply|must end with a })/s);
  });

  it.each(['Express', '[Express]', '{ Name: Express }', '[AWS::LanguageExtensions, { Name: Express }]'])(
    'recognises the macro in Transform: %s',
    async (transform) => {
      const block = 'Resources: { A: { Type: Express::Service, Properties: { Image: x } } }';
      expect(await expandText(`Transform: ${transform}\n${block}`)).toMatchObject({ code: 0 });
    },
  );

  it('uses the account that --account names, and requires twelve digits', async () => {
    const mine = `Conditions: { Mine: !Equals [!Ref AWS::AccountId, "111122223333"] }
${hello.replace('Image: nginx', 'Image: nginx\n      EnableExecuteCommand: !If [Mine, true, false]')}`;
    expect((await expandText(mine)).stdout).not.toContain('WebTaskRole');
    expect((await expandText(mine, '--account', '111122223333')).stdout).toContain('WebTaskRole');
    const wrong = await expandText(mine, '--account', '1111-2222-3333');
    expect(wrong).toMatchObject({ code: 2, stdout: '' });
    expect(wrong.stderr).toContain('--account must be an account id of twelve digits, not 1111-2222-3333.');
  });

  it('reports a missing Transform together with all other findings', async () => {
    const { stderr } = await expandText(
      'Resources: { A: { Type: Express::Service, Properties: { Image: x, Cpu: 1 } } }',
    );
    expect(stderr).toContain('Transform: is missing "Express"');
    expect(stderr).toContain('Resources.A.Properties.Cpu: is "1"');
  });

  it.each([
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a])],
    ['UTF-16', Buffer.from('\ufeffTransform: Express\n', 'utf16le')],
  ])('refuses %s, which is not UTF-8 text', async (_, content) => {
    const file = join(folder, 'binary.yaml');
    await writeFile(file, content);
    const { code, stdout, stderr } = await run([expandCommand], 'expand', file);
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(`${file}: this is not UTF-8 text, so it is not a template.\n`);
  });

  it('refuses a file that does not exist, and a directory', async () => {
    const missing = await run([expandCommand], 'expand', join(folder, 'nowhere.yaml'));
    expect(missing).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining('there is no such file.') });
    const directory = await run([expandCommand], 'expand', folder);
    expect(directory).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('a directory, not a template'),
    });
  });

  it.each([
    ['one byte', Buffer.alloc(1_048_577, '#')],
    ['all that there is', '/dev/zero'],
  ])('refuses a file that is larger than CloudFormation accepts by %s', async (_, content) => {
    const file = typeof content === 'string' ? content : join(folder, 'large.yaml');
    if (typeof content !== 'string') await writeFile(file, content);
    expect(await run([expandCommand], 'expand', file)).toEqual({
      code: 1,
      stdout: '',
      stderr: `${file}: this has more than 1048576 bytes, and CloudFormation accepts no larger template. Split it into several stacks.\n`,
    });
  });

  it('takes a file that has as many bytes as CloudFormation accepts', async () => {
    const file = join(folder, 'largest.yaml');
    await writeFile(file, `${hello}\n`.padEnd(1_048_576, '#'));
    expect((await run([expandCommand], 'expand', file)).code).toBe(0);
  });

  it('refuses parameters that the template does not have, with a suggestion', async () => {
    const { code, stderr } = await expandText(hello, '--parameter', 'Metrc=x', '--parameter', 'Zzzzzz=y');
    expect(code).toBe(1);
    expect(stderr).toBe(
      'The template has no parameter Metrc; did you mean Metric?\nThe template has no parameter Zzzzzz.\n',
    );
  });

  it('refuses all parameter values that the template does not allow at once, without printing them', async () => {
    const limited = hello.replace(
      'Default: AVERAGE_CPU }',
      'Default: AVERAGE_CPU, AllowedPattern: "AVERAGE_.*" }\n  Size: { Type: Number, Default: 1, MinValue: 1 }',
    );
    const args = ['--parameter', 'Metric=secret', '--parameter', 'Size=0', '--parameter', 'Nix=1'];
    expect(await expandText(limited, ...args)).toEqual({
      code: 1,
      stdout: '',
      stderr:
        'Parameter Metric: must match "AVERAGE_.*".\nParameter Size: must be at least 1.\n' +
        'The template has no parameter Nix.\n',
    });
    expect((await expandText(limited, '--parameter', 'Size=2')).code).toBe(0);
  });

  it.each([
    [['--format', 'xml'], '--format is yaml or json, not xml.'],
    [['--parameter', 'Metric'], '--parameter takes Name=value, not "Metric".'],
    [['--parameter', '=x'], '--parameter takes Name=value, not "=x".'],
    [['--parameter', 'A=1', '--parameter', 'A=2'], '--parameter A is given twice.'],
  ])('reports %j as wrong usage', async (args, message) => {
    const { code, stderr } = await expandText(hello, ...args);
    expect(code).toBe(2);
    expect(stderr).toContain(message);
  });

  it("checks the result against AWS's schemas if the user asks for it", async () => {
    expect(await expandText(hello, '--validate')).toMatchObject({ code: 0, stderr: '' });
    const wrong = hello.replace(
      'Image: nginx',
      'Image: nginx\n      Overrides: { TaskDefinition: { Properties: { Nmae: x } } }',
    );
    const { code, stdout, stderr } = await expandText(wrong, '--validate');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toMatch(/^web\.yaml:5:3: Resources\.Web: WebTaskDefinition, Properties.*Nmae.*\n$/);
  });

  it("only warns about mistakes that AWS's schemas find in the template's own resources", async () => {
    const bucket = '  Bucket: { Type: AWS::S3::Bucket, Properties: { Nmae: x } }\nOutputs:';
    const { code, stdout, stderr } = await expandText(hello.replace('Outputs:', bucket), '--validate');
    expect(code).toBe(0);
    expect(parseTemplate(stdout).value).toHaveProperty(['Resources', 'WebTaskDefinition']);
    const [heading, ...lines] = stderr.trimEnd().split('\n');
    expect(heading).toBe(
      "Warnings: AWS's schemas do not allow these parts of the template, which the macro did not make:",
    );
    expect(lines).toEqual([expect.stringMatching(/^web\.yaml:10:50: Resources\.Bucket\.Properties\.Nmae: .*Nmae/)]);
  });

  it('fails for mistakes in what the macro made, and warns about the others', async () => {
    const both = hello
      .replace('Outputs:', '  Bucket: { Type: AWS::S3::Bucket, Properties: { Nmae: x } }\nOutputs:')
      .replace('Image: nginx', 'Image: nginx\n      Overrides: { Service: { Properties: { Nmea: x } } }');
    const { code, stdout, stderr } = await expandText(both, '--validate');
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    const [, warning, finding] = stderr.trimEnd().split('\n');
    expect(warning).toContain('Resources.Bucket.Properties.Nmae');
    expect(finding).toContain('Resources.Web: its service, Properties.Nmea');
  });

  it('accepts a policy from Parameter Store that is chosen by a parameter with allowed values', async () => {
    const role = `  Role:
    Type: AWS::IAM::Role
    Properties:
      AssumeRolePolicyDocument:
        Version: '2012-10-17'
        Statement: [{ Effect: Allow, Principal: { Service: ecs-tasks.amazonaws.com }, Action: sts:AssumeRole }]
      Policies:
        - PolicyName: sign
          PolicyDocument:
            Version: '2012-10-17'
            Statement: [{ Effect: Allow, Action: kms:Sign, Resource: !Sub '{{resolve:ssm:/\${Stage}/key}}' }]
Outputs:`;
    const text = hello
      .replace('Parameters:', 'Parameters:\n  Stage: { Type: String, Default: test, AllowedValues: [test, live] }')
      .replace('Outputs:', role);
    expect(await expandText(text, '--validate')).toMatchObject({ code: 0, stderr: '' });
  });

  it('reports mistakes in what the macro made at the place of its block', async () => {
    const overridden = hello.replace(
      'Image: nginx',
      'Image: nginx\n      Overrides: { TaskDefinition: { Properties: { Nmae: x } }, Service: { Properties: { Nmea: x } } }',
    );
    const { code, stderr } = await expandText(overridden, '--validate');
    expect(code).toBe(1);
    expect(stderr).toMatch(/^web\.yaml:5:3: Resources\.Web: WebTaskDefinition, Properties.*Nmae/m);
    expect(stderr).toMatch(/^web\.yaml:5:3: Resources\.Web: its service, Properties.*Nmea/m);
  });

  it('accepts a port that comes from a parameter', async () => {
    const given = hello
      .replace('Parameters:', 'Parameters:\n  Port: { Type: Number, Default: 8080 }')
      .replace('Image: nginx', 'Image: nginx\n      ContainerPort: !Ref Port');
    expect(await expandText(given, '--validate')).toMatchObject({ code: 0, stderr: '' });
  });
});
