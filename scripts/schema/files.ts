import { partitionsSource } from './partitions';
import { providerSchema } from './provider-schema';
import { reference } from './reference';
import { templateSchema } from './template-schema';

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/** The generated files by their paths from the repository's root. @param root that folder */
export const generatedFiles = (root: string): Readonly<Record<string, string>> => ({
  'templates/express-service.schema.json': json(providerSchema()),
  'templates/express-template.schema.json': json(templateSchema()),
  'templates/express-service.md': reference(),
  'handlers/template-language/partitions.ts': partitionsSource(root),
});
