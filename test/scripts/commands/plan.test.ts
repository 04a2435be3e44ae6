import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudFormationClient, DescribeStacksCommand, GetTemplateCommand } from '@aws-sdk/client-cloudformation';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { planCommand } from '../../../scripts/commands/plan';
import { mockClient } from '../../mock-client';
import { type Ran, run } from '../command-line/run';
import { expandedVersion } from '../plan/blocks';

const cloudformation = mockClient(CloudFormationClient);
const sts = mockClient(STSClient);

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'plan-'));
});
afterAll(() => rm(folder, { recursive: true }));
beforeEach(() => {
  cloudformation.reset();
  sts.reset();
  sts.on(GetCallerIdentityCommand).resolves({ Account: '123456789012' });
});

async function written(name: string, text: string): Promise<string> {
  const file = join(folder, name);
  await writeFile(file, text);
  return file;
}

async function plan(...args: string[]): Promise<Ran> {
  const ran = await run([planCommand], 'plan', ...args);
  return { ...ran, stderr: ran.stderr.replaceAll(`${folder}/`, '') };
}

const template = (properties: string): string => `Transform: Express
Parameters:
  Image: { Type: String, Default: nginx }
  Port: { Type: Number, Default: 80 }
Resources:
  Web:
    Type: Express::Service
    Properties: { Image: !Ref Image, ContainerPort: !Ref Port${properties} }
`;

describe('cfn-express plan --from', () => {
  it('compares two files, and prints only the plan', async () => {
    const [old, next] = [
      await written('old.yaml', template('')),
      await written('new.yaml', template(', Cpu: 512, Memory: 1024')),
    ];
    const { code, stdout, stderr } = await plan(next, '--from', old);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/replace {2}WebTaskDefinition .*\n +Cpu, Memory: create-only/);
    expect(stdout).toMatch(/Traffic: no interruption\.\n$/);
  });

  it('includes the services that loops make', async () => {
    const services = (names: string) => `Transform: Express
Resources:
  Fn::ForEach::Services:
    - Name
    - ${names}
    - \${Name}: { Type: Express::Service, Properties: { Image: nginx } }
`;
    const [old, next] = [await written('a.yaml', services('[A]')), await written('ab.yaml', services('[A, B]'))];
    const { code, stdout, stderr } = await plan(next, '--from', old);
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    const lines = stdout.split('\n').filter((line) => /^ {2}\w/.test(line));
    expect(lines.length).toBeGreaterThan(10);
    expect(lines.filter((line) => !/^ {2}create +B/.test(line))).toEqual([]);
  });

  it('gives parameters to both templates, except those that are for the old one only', async () => {
    const file = await written('same.yaml', template(''));
    const both = await plan(file, '--from', file, '--parameter', 'Image=httpd');
    expect(both).toEqual({ code: 0, stdout: 'Nothing changes.\n', stderr: '' });
    const one = await plan(file, '--from', file, '--parameter', 'Port=8080', '--from-parameter', 'Port=80');
    expect(one.stdout).toContain('update   Web ');
  });

  it('prints JSON if the user asks for it', async () => {
    const file = await written('same.yaml', template(''));
    const { stdout } = await plan(file, '--from', file, '--from-parameter', 'Image=httpd', '--format', 'json');
    const parsed = JSON.parse(stdout);
    expect(parsed).toMatchObject({ traffic: { interruption: 'none' }, refusals: [] });
    expect(
      parsed.changes.map(({ logicalId, action }: { logicalId: string; action: string }) => [logicalId, action]),
    ).toEqual([
      ['Web', 'update'],
      ['WebTaskDefinition', 'replace'],
    ]);
    expect(parsed.steps).toHaveLength(3);
  });

  it('prints the plan and fails if the update would fail', async () => {
    const old = await written('old.yaml', template(', ServiceName: shop'));
    const next = await written('new.yaml', template(', ServiceName: shop, Gateway: { Name: other }'));
    const { code, stdout, stderr } = await plan(next, '--from', old);
    expect(code).toBe(1);
    expect(stdout).toContain('replace  WebGateway');
    expect(stderr).toMatch(/^The update would fail\.\nWeb cannot move and keep its fixed ServiceName/);
  });

  it('lists the findings in either file', async () => {
    const [good, bad] = [await written('good.yaml', template('')), await written('bad.yaml', template(', Cpu: 7'))];
    for (const files of [
      [good, '--from', bad],
      [bad, '--from', good],
    ]) {
      const { code, stdout, stderr } = await plan(...files);
      expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
      expect(stderr).toMatch(/^bad\.yaml:8:\d+: Resources\.Web\.Properties\.Cpu: /);
    }
  });

  it('notes once which macros run only in CloudFormation, if there are any', async () => {
    const extended = template('').replace('Transform: Express', 'Transform: [Express, AWS::LanguageExtensions]');
    const notes = async (text: string): Promise<string> => {
      const file = await written('extended.yaml', text);
      const { code, stderr } = await plan(file, '--from', file);
      expect(code).toBe(0);
      return stderr;
    };
    const note = (name: string) =>
      `extended.yaml: ${name} runs only in CloudFormation. Its changes to the template are not in the plan.\n`;
    expect(await notes(extended)).toBe('');
    const outputs = 'Outputs:\n  Count: { Value: !Length [a, b] }\n';
    expect(await notes(`${extended}${outputs}`)).toBe(note('AWS::LanguageExtensions'));
    expect(await notes(template('').replace('Transform: Express', 'Transform: [Mine, Express]'))).toBe(note('Mine'));
  });
});

describe('cfn-express plan --stack-name', () => {
  const deployed = (properties: Record<string, string>, status = 'UPDATE_COMPLETE') => {
    const { template: processed } = expandedVersion({
      Parameters: { Image: { Type: 'String', Default: 'nginx' } },
      Resources: { Web: { Type: 'Express::Service', Properties: { Image: { Ref: 'Image' }, ...properties } } },
    });
    cloudformation.on(DescribeStacksCommand).resolves({
      Stacks: [
        {
          StackName: 'shop',
          StackId: 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1',
          StackStatus: status as 'UPDATE_COMPLETE',
          CreationTime: new Date(0),
          Parameters: [{ ParameterKey: 'Image', ParameterValue: 'httpd' }],
        },
      ],
    });
    cloudformation.on(GetTemplateCommand).resolves({ TemplateBody: JSON.stringify(processed) });
  };
  const ofStack = async (text: string, ...args: string[]): Promise<Ran> =>
    plan(await written('new.yaml', text), '--stack-name', 'shop', ...args);

  it('compares with the template that the macros made when the stack was deployed', async () => {
    deployed({});
    const { code, stdout, stderr } = await ofStack(template(''));
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: 'Nothing changes.\n', stderr: '' });
    expect(cloudformation.commandCalls(GetTemplateCommand)[0]?.args[0].input).toEqual({
      StackName: 'shop',
      TemplateStage: 'Processed',
    });
  });

  it("keeps the stack's parameter values, except for those that are given", async () => {
    deployed({});
    const { stdout } = await ofStack(template(''), '--parameter', 'Image=nginx');
    expect(stdout).toContain('ContainerDefinitions[0].Image');
  });

  it('treats everything as new if there is no stack', async () => {
    const missing = Object.assign(new Error('Stack with id shop does not exist'), { name: 'ValidationError' });
    cloudformation.on(DescribeStacksCommand).rejects(missing);
    const { code, stdout, stderr } = await ofStack(template(''));
    expect({ code, stderr }).toEqual({ code: 0, stderr: 'There is no stack shop. Everything is new.\n' });
    expect(stdout).toMatch(/create {2}Web /);
    expect(stdout).not.toContain('Clean-up');
  });

  it.each([
    ['ROLLBACK_COMPLETE', 'was left behind by a failed creation (ROLLBACK_COMPLETE), and deploy deletes it first'],
    ['REVIEW_IN_PROGRESS', 'is still empty (REVIEW_IN_PROGRESS)'],
    ['DELETE_COMPLETE', 'is deleted'],
  ])('treats everything as new if the stack is in %s', async (status, how) => {
    deployed({}, status);
    const { code, stdout, stderr } = await ofStack(template(''));
    expect({ code, stderr }).toEqual({ code: 0, stderr: `Stack shop ${how}. Everything is new.\n` });
    expect(stdout).toMatch(/create {2}Web /);
  });

  it.each([
    ...['CREATE_FAILED', 'ROLLBACK_FAILED', 'DELETE_FAILED'].map((status) => [
      status,
      'Fix what its events name, and delete it. Once it is gone, deploy again. To delete it: cfn-express delete --stack-name shop',
    ]),
    [
      'UPDATE_FAILED',
      'Fix what its events name, then take the failed update back: aws cloudformation rollback-stack --stack-name shop',
    ],
    ['IMPORT_ROLLBACK_FAILED', 'Ask AWS Support how to recover it: a deletion would delete its resources, too.'],
    [
      'UPDATE_ROLLBACK_FAILED',
      'Fix what its events name, then run: aws cloudformation continue-update-rollback --stack-name shop',
    ],
  ])('refuses, as deploy does, if the stack is in %s', async (status, remedy) => {
    deployed({}, status);
    expect(await ofStack(template(''))).toEqual({
      code: 1,
      stdout: '',
      stderr: `Stack shop is in ${status}. ${remedy}\n`,
    });
  });

  it('refuses, as deploy does, the id of a stack that is gone', async () => {
    const id = 'arn:aws:cloudformation:eu-west-1:123456789012:stack/shop/1';
    const file = await written('new.yaml', template(''));
    deployed({}, 'DELETE_COMPLETE');
    expect(await plan(file, '--stack-name', id)).toEqual({
      code: 1,
      stdout: '',
      stderr: `Stack ${id} is in DELETE_COMPLETE and cannot be updated. For a new stack of its name, give the name shop.\n`,
    });
    const missing = Object.assign(new Error('Stack does not exist'), { name: 'ValidationError' });
    cloudformation.on(DescribeStacksCommand).rejects(missing);
    expect(await plan(file, '--stack-name', id)).toEqual({
      code: 1,
      stdout: '',
      stderr: `There is no stack ${id}.\n`,
    });
  });

  it('refuses to compare with a stack that is being changed', async () => {
    deployed({}, 'UPDATE_IN_PROGRESS');
    const { code, stdout, stderr } = await ofStack(template(''));
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe('Stack shop is in UPDATE_IN_PROGRESS. Wait until that has ended.\n');
  });

  it('names new parameters without a value', async () => {
    deployed({});
    const { code, stderr } = await ofStack(template('').replace('Number, Default: 80', 'Number'));
    expect(code).toBe(1);
    expect(stderr).toContain('--parameter Port=');
  });

  it.each(['cfn-express', 'arn:aws:cloudformation:eu-west-1:123456789012:stack/cfn-express/1'])(
    'plans nothing in the place of the install: %s',
    async (name) => {
      const { code, stderr } = await plan(await written('new.yaml', template('')), '--stack-name', name);
      expect({ code, stderr }).toEqual({
        code: 1,
        stderr:
          'Stack cfn-express is cfn-express itself, and only cfn-express install changes it. Choose another name.\n',
      });
      expect(cloudformation.calls()).toEqual([]);
    },
  );

  it('plans nothing in the place of an install under another name', async () => {
    const Description = 'cfn-express: the Express macro and the gateway behind it. One per account and Region.';
    const stack = { StackName: 'shop', CreationTime: new Date(0), StackStatus: 'CREATE_COMPLETE' as const };
    cloudformation.on(DescribeStacksCommand).resolves({ Stacks: [{ ...stack, Description }] });
    expect(await ofStack(template(''))).toMatchObject({
      code: 1,
      stderr: 'Stack shop is an install of cfn-express. Choose another name.\n',
    });
  });
});

describe('cfn-express plan', () => {
  it.each([
    [[], 'plan needs either --from OLD or --stack-name NAME.'],
    [['--from', 'a', '--stack-name', 'b'], 'plan needs either --from OLD or --stack-name NAME.'],
    [['--stack-name', 'b', '--from-parameter', 'A=1'], '--from-parameter needs --from OLD.'],
    [['--from', 'a', '--format', 'xml'], '--format is text or json, not xml.'],
    [['--from', 'a', '--parameter', 'A'], '--parameter takes Name=value, not "A".'],
  ])('reports %j as wrong usage', async (args, message) => {
    const { code, stdout, stderr } = await plan('new.yaml', ...args);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(message);
  });

  it('refuses parameters that the templates do not have', async () => {
    const file = await written('same.yaml', template(''));
    const { code, stderr } = await plan(file, '--from', file, '--parameter', 'Imag=x');
    expect({ code, stderr }).toEqual({ code: 1, stderr: 'The template has no parameter Imag; did you mean Image?\n' });
    expect((await plan(file, '--from', file, '--from-parameter', 'Prt=1')).stderr).toContain('did you mean Port?');
  });
});
