import { Findings } from '../../template-language/findings';
import { Resolver } from '../../template-language/resolver';
import type { ServiceSpec } from '../spec';
import { readService } from './read';

/**
 * The service that a block with nothing but an image describes. It replaces a block that cannot be read, so that
 * references to that block can still be checked.
 * @returns undefined when the logical id is not valid
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
