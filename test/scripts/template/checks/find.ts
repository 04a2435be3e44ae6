import { expandTemplate } from '../../../../scripts/template/expansion';
import { parseTemplate } from '../../../../scripts/template/parse';
import { UserError } from '../../../../scripts/user-error';

/** A template with one service `Web` and more resources, which must be indented by two. */
export const withWeb = (resources: string, rest = '', properties = ''): string => `Transform: Express
Resources:
  Web: { Type: Express::Service, Properties: { Image: nginx${properties} } }
${resources}
${rest}
`;

/** The findings in a template, as `path: message`; none if it can be expanded. */
export function findIn(text: string): string[] {
  try {
    expandTemplate({ ...parseTemplate(text), file: 'f', text }, {});
    return [];
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return error.message.split('\n').map((line) => line.replace(/^f:\d+:\d+: /, ''));
  }
}
