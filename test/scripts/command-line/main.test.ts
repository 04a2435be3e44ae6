import { type Command, UsageError } from '../../../scripts/command-line/command';
import { StillRunningError, UserError } from '../../../scripts/user-error';
import { run } from './run';

const seen: unknown[] = [];
const command = (name: string, behaviour: () => Promise<void> = async () => {}): Command => ({
  name,
  summary: `Does ${name}.`,
  synopsis: 'FILE --size N',
  positionals: ['FILE'],
  options: {
    size: { value: 'N', required: true, help: 'How large.' },
    tag: { value: 'K=V', multiple: true, help: 'A label.' },
    force: { help: 'Without asking.' },
    name: { value: 'NAME', accepts: { pattern: /^[a-z]+$/, rule: 'A name has small letters.' }, help: 'Its name.' },
  },
  async run(call) {
    seen.push([call.positional('FILE'), call.option('size'), call.all('tag'), call.has('force')]);
    await behaviour();
  },
});

const thrower = (error: unknown) => command('throw', () => Promise.reject(error));

beforeEach(() => seen.splice(0));

describe('the command line', () => {
  it('gives a command its arguments, in any order and with both forms of options', async () => {
    const { code } = await run([command('go')], 'go', '--tag', 'a=1', 'x.yaml', '--size=3', '--force', '--tag=b=2');
    expect(code).toBe(0);
    expect(seen).toEqual([['x.yaml', '3', ['a=1', 'b=2'], true]]);
  });

  it('accepts a value that begins with a dash only after an equals sign', async () => {
    expect((await run([command('go')], 'go', 'x', '--size=-3')).code).toBe(0);
    expect(seen).toEqual([['x', '-3', [], false]]);
    expect((await run([command('go')], 'go', 'x', '--size', '--force')).stderr).toContain('--size needs a value: N.');
  });

  it.each([
    [[], 'No command given.'],
    [['goo'], 'There is no command goo; did you mean go?'],
    [['nonsense'], 'There is no command nonsense.'],
    [['go'], 'go needs FILE.'],
    [['go', 'x'], 'go needs --size N.'],
    [['go', 'x', 'y', '--size', '1'], 'go does not know what to do with y.'],
    [['go', 'x', '--sise', '1'], 'go has no option --sise; did you mean --size?'],
    [['go', 'x', '--constructor', '1'], 'go has no option --constructor.'],
    [['go', 'x', '--size'], '--size needs a value: N.'],
    [['go', 'x', '--size='], '--size needs a value: N.'],
    [['go', 'x', '--size', '1', '--size', '2'], '--size is given 2 times.'],
    [['go', 'x', '--size', '1', '--force=yes'], '--force takes no value.'],
    [['go', 'x', '--size', '1', '--name', 'A'], '--name cannot be A. A name has small letters.'],
    [['help', 'goo'], 'There is no command goo; did you mean go?'],
  ])('refuses %j as wrong usage, exit code 2', async (args, message) => {
    const { code, stdout, stderr } = await run([command('go')], ...args);
    const help = args[0] === 'go' ? 'cfn-express go --help' : 'cfn-express --help';
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `${message} See ${help}.\n` });
    expect(seen).toEqual([]);
  });

  it('prints its commands, its version and the options of each command to stdout', async () => {
    const commands = [command('go'), command('stay')];
    expect((await run(commands, '--help')).stdout).toMatch(/^ {2}go {4}Does go\.$/m);
    const help = await run(commands, 'go', '--nonsense', '-h');
    expect(help.code).toBe(0);
    expect(help.stdout).toContain('Usage: cfn-express go FILE --size N');
    expect(help.stdout).toMatch(/^ {2}--tag K=V … {2}A label\.$/m);
    expect(seen).toEqual([]);
  });

  it.each(['--version', '-v', 'version'])('prints its version for %s', async (word) => {
    expect(await run([command('go')], word)).toEqual({ code: 0, stdout: '1.2.3\n', stderr: '' });
  });

  it.each(['help', '--help', '-h'])('prints the help of a command for %s and its name', async (word) => {
    const commands = [command('go'), command('stay')];
    expect(await run(commands, word, 'go')).toEqual(await run(commands, 'go', '--help'));
  });

  it('exits with 3 if a command stops watching what goes on: the stack has not failed', async () => {
    expect(await run([thrower(new StillRunningError('Look again.'))], 'throw', 'x', '--size', '1')).toEqual({
      code: 3,
      stdout: '',
      stderr: 'Look again.\n',
    });
  });

  it('prints the message of a UserError without a stack trace, and exits with 1', async () => {
    expect(await run([thrower(new UserError('No.'))], 'throw', 'x', '--size', '1')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'No.\n',
    });
  });

  it('exits with 2 if a command finds its arguments wrong', async () => {
    expect((await run([thrower(new UsageError('What?'))], 'throw', 'x', '--size', '1')).code).toBe(2);
  });

  it.each([
    [
      Object.assign(new Error('Could not load credentials from any providers'), { name: 'CredentialsProviderError' }),
      'No AWS credentials were found. Set AWS_PROFILE, or AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.',
    ],
    [
      Object.assign(new Error('Could not resolve credentials using profile: [dev]'), {
        name: 'CredentialsProviderError',
      }),
      'No AWS credentials were found. Could not resolve credentials using profile: [dev]',
    ],
    [
      Object.assign(new Error('It has expired. Run aws sso login.'), { name: 'CredentialsProviderError' }),
      'It has expired. Run aws sso login.\n',
    ],
    [
      Object.assign(new Error('x'), { name: 'ExpiredToken' }),
      'The AWS credentials have expired. They come from AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN: set',
    ],
    [new Error('Region is missing'), 'No Region is set.'],
    [Object.assign(new Error('not you'), { name: 'AccessDenied' }), 'AccessDenied: not you'],
    [
      Object.assign(new Error('connect ECONNREFUSED 127.0.0.1:9'), { code: 'ECONNREFUSED' }),
      'AWS cannot be reached (connect ECONNREFUSED 127.0.0.1:9). Check the network, the Region and AWS_ENDPOINT_URL.',
    ],
    [
      Object.assign(new AggregateError([new Error('connect ECONNREFUSED ::1:9')]), { code: 'ECONNREFUSED' }),
      'AWS cannot be reached (connect ECONNREFUSED ::1:9).',
    ],
    [
      Object.assign(new Error('Connection timed out'), { name: 'TimeoutError' }),
      'AWS cannot be reached (Connection timed out).',
    ],
    [
      Object.assign(new TypeError('Invalid URL'), { code: 'ERR_INVALID_URL', input: 'nonsense' }),
      '"nonsense" is not a URL. Check AWS_ENDPOINT_URL.',
    ],
    [
      new SyntaxError('Unexpected token < in JSON\n  Deserialization error: to see the raw response, inspect …'),
      'The answer is not in the format of AWS. Check the network, its proxy and AWS_ENDPOINT_URL.',
    ],
    [
      Object.assign(new Error('Unknown'), { name: 'Unknown', $metadata: { httpStatusCode: 407 } }),
      'The answer (HTTP 407) is not in the format of AWS.',
    ],
    [new AggregateError([new Error('one'), 'two']), 'AggregateError: one; two'],
    [new AggregateError([]), 'AggregateError: no message'],
    ['text', 'text'],
  ])('explains an unexpected error: %s', async (error, message) => {
    const { code, stderr } = await run([thrower(error)], 'throw', 'x', '--size', '1');
    expect(code).toBe(1);
    expect(stderr).toContain(message);
  });
});
