import { Findings } from '../../template-language/findings';
import { Resolver } from '../../template-language/resolver';
import type { ServiceSpec } from '../spec';
import { readService } from './read';

/**
 * What a block would be if it said nothing but an image. Stands in for a block that cannot be read, so that what refers
 * to it can be checked all the same.
 * @returns undefined when the logical id itself is no good
 */
export function minimalService(id: string): ServiceSpec | undefined {
  return readService({
    block: { id, path: '', resource: { Properties: { Image: 'image' } } },
    template: {},
    resolver: new Resolver({ template: {}, parameters: {}, region: '', accountId: '', partition: '' }),
    findings: new Findings(),
    warnings: new Findings(),
  });
}
