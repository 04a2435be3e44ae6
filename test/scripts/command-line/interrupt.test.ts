import { EventEmitter } from 'node:events';
import { tellOnInterrupt } from '../../../scripts/command-line/interrupt';
import { createTerminal } from '../../../scripts/command-line/terminal';

class FakeProcess extends EventEmitter {
  readonly pid = 42;
  readonly kills: unknown[] = [];
  kill(...args: unknown[]): void {
    this.kills.push([...args, this.listenerCount('SIGINT')]);
  }
}

function interrupt(name: string | undefined): { said: string; kills: unknown[] } {
  let said = '';
  const out = { write: () => true };
  const err = {
    write: (text: string) => {
      said += text;
    },
  };
  const fake = new FakeProcess();
  tellOnInterrupt(name, createTerminal(out, err, {}), fake);
  fake.emit('SIGINT');
  return { said, kills: fake.kills };
}

describe('Ctrl-C', () => {
  it.each(['install', 'uninstall', 'deploy', 'delete'])(
    'says in %s that CloudFormation goes on, and then ends the process by the signal itself',
    (name) => {
      expect(interrupt(name)).toEqual({
        said: 'Interrupted. CloudFormation goes on with what it has begun.\n',
        kills: [[42, 'SIGINT', 0]],
      });
    },
  );

  it.each(['expand', 'plan', 'list', 'doctor', undefined])('is left to Node.js in %s', (name) => {
    expect(interrupt(name)).toEqual({ said: '', kills: [] });
  });
});
