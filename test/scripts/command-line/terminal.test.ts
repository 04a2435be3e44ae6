import { createTerminal } from '../../../scripts/command-line/terminal';

function stream(isTTY?: boolean) {
  const texts: string[] = [];
  return { texts, isTTY, write: (text: string) => texts.push(text) };
}

describe('the terminal', () => {
  it('writes results to stdout and everything else to stderr, in whole lines', () => {
    const [stdout, stderr] = [stream(), stream()];
    const terminal = createTerminal(stdout, stderr, {});
    terminal.print('result');
    terminal.print('lines\n');
    terminal.say('talk');
    expect(stdout.texts).toEqual(['result\n', 'lines\n']);
    expect(stderr.texts).toEqual(['talk\n']);
  });

  it('uses colour only on a TTY, and not if NO_COLOR is set', () => {
    const painted = (isTTY: boolean | undefined, env: NodeJS.ProcessEnv) =>
      createTerminal(stream(true), stream(isTTY), env).paint('red', 'x');
    expect(painted(true, {})).toBe('\u001b[31mx\u001b[0m');
    expect(painted(true, { NO_COLOR: '' })).toBe('\u001b[31mx\u001b[0m');
    expect(painted(true, { NO_COLOR: '1' })).toBe('x');
    expect(painted(false, {})).toBe('x');
    expect(painted(undefined, {})).toBe('x');
  });
});
