import type { JsonObject } from '../../../../../handlers/template-language/json';
import { type MacroRun, runMacros } from '../../../../../scripts/local-aws/cloudformation/transform/macros';

type Event = {
  fragment: JsonObject;
  requestId: string;
  templateParameterValues: JsonObject;
  [member: string]: unknown;
};

const run = (answer: (event: Event) => unknown, more: Partial<MacroRun> = {}): MacroRun => ({
  region: 'eu-west-1',
  accountId: '123456789012',
  macros: new Map([
    ['Express', 'function-a'],
    ['Other', 'function-b'],
  ]),
  invoke: async (name, payload) => ({ payload: JSON.stringify(answer({ name, ...JSON.parse(payload) })) }),
  parameters: [],
  ...more,
});

const succeed = ({ requestId, fragment }: Event) => ({ requestId, status: 'success', fragment });

test('a macro gets the documented event: the template without Transform, and the parameter values', async () => {
  let seen: Event | undefined;
  const template = { Transform: 'Express', Description: 'd', Resources: { A: { Type: 'T' } } };
  const parameters = [
    { key: 'A', type: 'String', value: 'x', noEcho: false },
    { key: 'L', type: 'CommaDelimitedList', value: 'a, b', noEcho: false },
  ];
  const answer = (event: Event) => {
    seen = event;
    return { ...succeed(event), fragment: { Resources: {} } };
  };
  expect(await runMacros(template, run(answer, { parameters }))).toEqual({ Resources: {} });
  expect(seen).toEqual({
    name: 'function-a',
    region: 'eu-west-1',
    accountId: '123456789012',
    fragment: { Description: 'd', Resources: { A: { Type: 'T' } } },
    transformId: '123456789012::Express',
    params: {},
    requestId: expect.any(String),
    templateParameterValues: { A: 'x', L: ['a', 'b'] },
  });
});

test('several macros run in order, each on the result of the previous one', async () => {
  const answer = (event: Event) => ({
    ...succeed(event),
    fragment: { ...event.fragment, [String(event.name)]: Object.keys(event.fragment) },
  });
  expect(await runMacros({ Transform: ['Other', 'Express'], Resources: {} }, run(answer))).toEqual({
    Resources: {},
    'function-b': ['Resources'],
    'function-a': ['Resources', 'function-b'],
  });
});

test.each([
  [
    'fails with a message',
    (e: Event) => ({ requestId: e.requestId, status: 'failure', errorMessage: 'no Image' }),
    'Transform 123456789012::Express failed with: no Image',
  ],
  [
    'fails without a message',
    (e: Event) => ({ requestId: e.requestId, status: 'failure' }),
    'Transform 123456789012::Express failed without an error message.',
  ],
  [
    'answers another request',
    (e: Event) => ({ ...succeed(e), requestId: 'x' }),
    'Received malformed response from transform 123456789012::Express',
  ],
  [
    'returns no fragment',
    (e: Event) => ({ requestId: e.requestId, status: 'success' }),
    'Received malformed response from transform 123456789012::Express',
  ],
  ['returns nothing', () => null, 'Received malformed response from transform 123456789012::Express'],
])('a macro that %s fails the template', async (_, answer, message) => {
  await expect(runMacros({ Transform: 'Express' }, run(answer))).rejects.toThrow(message);
});

test('a macro whose function throws fails the template with a malformed response', async () => {
  const invoke = async () => ({ payload: '{"errorMessage":"boom"}', functionError: 'Unhandled' });
  await expect(runMacros({ Transform: 'Express' }, run(succeed, { invoke }))).rejects.toThrow(
    'Received malformed response',
  );
});

test('unknown macros and the transforms of AWS are refused by name', async () => {
  await expect(runMacros({ Transform: 'Nope' }, run(succeed))).rejects.toThrow(
    'No transform named 123456789012::Nope found.',
  );
  await expect(runMacros({ Transform: ['AWS::Serverless-2016-10-31'] }, run(succeed))).rejects.toThrow(
    'Transform AWS::Serverless-2016-10-31 is not provided by the embedded AWS',
  );
});

test('AWS::LanguageExtensions is accepted anywhere in Transform if the macros have left nothing for it to do', async () => {
  const unrolled = { Resources: { A: { Type: 'T', Name: { 'Fn::FindInMap': ['M', 'a', 'b'] } } } };
  const answer = (event: Event) => ({ ...succeed(event), fragment: unrolled });
  for (const Transform of [
    ['Express', 'AWS::LanguageExtensions'],
    ['AWS::LanguageExtensions', 'Express'],
  ]) {
    const template = { Transform, Resources: { 'Fn::ForEach::Services': [] } };
    expect(await runMacros(template, run(answer))).toEqual(unrolled);
  }
});

test('work that the macros leave to AWS::LanguageExtensions is refused, with every path', async () => {
  const Resources = {
    'Fn::ForEach::Queues': ['Name', ['A'], {}],
    Topic: { Names: [{ 'Fn::Length': [] }], Text: { 'Fn::ToJsonString': {} } },
    Bucket: { 'Fn::FindInMap': ['M', 'a', 'b', { DefaultValue: 'c' }] },
  };
  await expect(
    runMacros({ Transform: ['Express', 'AWS::LanguageExtensions'], Resources }, run(succeed)),
  ).rejects.toThrow(
    'Transform AWS::LanguageExtensions is not provided by the embedded AWS, and the macros have left work for it: ' +
      'Resources.Fn::ForEach::Queues, Resources.Topic.Names[0].Fn::Length, Resources.Topic.Text.Fn::ToJsonString, ' +
      'Resources.Bucket.Fn::FindInMap',
  );
});
