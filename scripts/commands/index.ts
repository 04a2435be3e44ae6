import type { Command } from '../command-line/command';
import { deleteCommand } from './delete';
import { deployCommand } from './deploy';
import { doctorCommand } from './doctor';
import { expandCommand } from './expand';
import { installCommand } from './install';
import { listCommand } from './list';
import { planCommand } from './plan';
import { uninstallCommand } from './uninstall';

/** In the order of the help. */
export const commands: readonly Command[] = [
  expandCommand,
  planCommand,
  installCommand,
  deployCommand,
  listCommand,
  doctorCommand,
  deleteCommand,
  uninstallCommand,
];
