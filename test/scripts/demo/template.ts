import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTemplate } from '../../../scripts/template/parse';

export const TEMPLATE = 'templates/examples/traffic.yaml';

interface Demonstration {
  Resources: { Web: { Properties: { Command: string[] } } };
}

/** The app in the template: what follows `node -e`. */
export function appOfTemplate(): string {
  const text = readFileSync(join(__dirname, '../../..', TEMPLATE), 'utf8');
  return (parseTemplate(text).value as unknown as Demonstration).Resources.Web.Properties.Command[2] ?? '';
}
