/** The entry of the command line. */
import { connect, regionOf } from './aws';
import type { Command } from './command-line/command';
import { tellOnInterrupt } from './command-line/interrupt';
import { main } from './command-line/main';
import { createTerminal } from './command-line/terminal';
import { onUnwritable } from './command-line/unwritable';
import { deleteCommand } from './commands/delete';
import { deployCommand } from './commands/deploy';
import { doctorCommand } from './commands/doctor';
import { expandCommand } from './commands/expand';
import { installCommand } from './commands/install';
import { listCommand } from './commands/list';
import { planCommand } from './commands/plan';
import { uninstallCommand } from './commands/uninstall';
import { credentialSource } from './credentials';
import { packageVersion } from './package';

const commands: readonly Command[] = [
  expandCommand,
  planCommand,
  installCommand,
  deployCommand,
  listCommand,
  doctorCommand,
  deleteCommand,
  uninstallCommand,
];

const { argv, env, stdout, stderr } = process;

// package.json says which Node.js is needed. The SDK's warnings about its future versions would only clutter the
// output.
env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';

const terminal = createTerminal(stdout, stderr, env);
tellOnInterrupt(
  commands.find(({ name }) => name === argv[2]),
  terminal,
  process,
);
onUnwritable(process, (code) => process.exit(code));

void main(argv.slice(2), commands, packageVersion(), {
  terminal,
  region: regionOf(env),
  credentials: credentialSource(env),
  connect: (region) => connect(env, region),
}).then((code) => {
  // process.exit would lose output that is still on its way through a pipe.
  process.exitCode = code;
});
