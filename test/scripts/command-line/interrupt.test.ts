import { EventEmitter } from 'node:events';
import type { Command } from '../../../scripts/command-line/command';
import { tellOnInterrupt } from '../../../scripts/command-line/interrupt';
import { createTerminal } from '../../../scripts/command-line/terminal';
import { deleteCommand } from '../../../scripts/commands/delete';
import { deployCommand } from '../../../scripts/commands/deploy';
import { doctorCommand } from '../../../scripts/commands/doctor';
import { expandCommand } from '../../../scripts/commands/expand';
import { installCommand } from '../../../scripts/commands/install';
import { listCommand } from '../../../scripts/commands/list';
import { planCommand } from '../../../scripts/commands/plan';
import { uninstallCommand } from '../../../scripts/commands/uninstall';

class FakeProcess extends EventEmitter {
  readonly pid = 42;
  readonly kills: unknown[] = [];
  kill(...args: unknown[]): void {
    this.kills.push([...args, this.listenerCount(String(args[1]))]);
  }
}

function interrupt(
  command: Command | undefined,
  signal = 'SIGINT',
  begun?: string,
): { said: string; kills: unknown[] } {
  let said = '';
  const out = { write: () => true };
  const err = {
    write: (text: string) => {
      said += text;
    },
  };
  const fake = new FakeProcess();
  const terminal = createTerminal(out, err, {});
  tellOnInterrupt(command, terminal, fake);
  if (begun !== undefined) terminal.ifInterrupted = begun;
  fake.emit(signal);
  return { said, kills: fake.kills };
}

describe('Ctrl-C', () => {
  it.each([installCommand, uninstallCommand, deployCommand, deleteCommand])(
    'makes $name say that nothing was begun, then ends the process with the same signal',
    (command) => {
      expect(interrupt(command)).toEqual({
        said: 'Interrupted. Nothing was begun: no stack is changed.\n',
        kills: [[42, 'SIGINT', 0]],
      });
    },
  );

  it('makes a command say what it has begun, and so does a job that is stopped', () => {
    expect(interrupt(deployCommand, 'SIGTERM', 'Interrupted. It goes on.')).toEqual({
      said: 'Interrupted. It goes on.\n',
      kills: [[42, 'SIGTERM', 0]],
    });
  });

  it.each([expandCommand, planCommand, listCommand, doctorCommand])('is left to Node.js in $name', (command) => {
    expect(interrupt(command)).toEqual({ said: '', kills: [] });
  });

  it('is left to Node.js when no known command is named', () => {
    expect(interrupt(undefined)).toEqual({ said: '', kills: [] });
  });
});
