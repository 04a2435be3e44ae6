/** The entry of the command line. */
import { connect, regionOf } from './aws';
import { tellOnInterrupt } from './command-line/interrupt';
import { main } from './command-line/main';
import { createTerminal } from './command-line/terminal';
import { onUnwritable } from './command-line/unwritable';
import { commands } from './commands';
import { credentialSource } from './credentials';
import { packageVersion } from './package';

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
