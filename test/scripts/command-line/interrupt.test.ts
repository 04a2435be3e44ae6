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
    this.kills.push([...args, this.listenerCount('SIGINT')]);
  }
}

function interrupt(command: Command | undefined): { said: string; kills: unknown[] } {
  let said = '';
  const out = { write: () => true };
  const err = {
    write: (text: string) => {
      said += text;
    },
  };
  const fake = new FakeProcess();
  tellOnInterrupt(command, createTerminal(out, err, {}), fake);
  fake.emit('SIGINT');
  return { said, kills: fake.kills };
}

describe('Ctrl-C', () => {
  it.each([installCommand, uninstallCommand, deployCommand, deleteCommand])(
    'makes $name say that CloudFormation continues, then ends the process with the same signal',
    (command) => {
      expect(interrupt(command)).toEqual({
        said: 'Interrupted. CloudFormation continues with what it has begun.\n',
        kills: [[42, 'SIGINT', 0]],
      });
    },
  );

  it.each([expandCommand, planCommand, listCommand, doctorCommand])('is left to Node.js in $name', (command) => {
    expect(interrupt(command)).toEqual({ said: '', kills: [] });
  });

  it('is left to Node.js when no known command is named', () => {
    expect(interrupt(undefined)).toEqual({ said: '', kills: [] });
  });
});
