import { BLOCK_TYPE } from '../../../handlers/macro/template/shape';
import { at, type Finding } from '../../../handlers/template-language/findings';
import { type Json, type JsonObject, member } from '../../../handlers/template-language/json';
import { isLoop } from '../../../handlers/template-language/loop';
import { nearest } from '../../../handlers/template-language/nearest';
import { entriesOf } from '../entries';

/** Finds misspelt Express::Service types. The macro ignores them, because another macro might handle them. */
export const misspeltTypes = ({ Resources }: JsonObject): Finding[] => misspeltIn(Resources, 'Resources');

const misspeltIn = (resources: Json | undefined, path: string): Finding[] =>
  entriesOf(resources).flatMap(([id, resource]) => {
    const here = at(path, id);
    if (isLoop(id)) return Array.isArray(resource) ? misspeltIn(resource[2], at(here, 2)) : [];
    const type = member(resource, 'Type');
    if (typeof type !== 'string' || isReal(type) || nearest(type, [BLOCK_TYPE]) === undefined) return [];
    return [{ path: at(here, 'Type'), message: `there is no type ${type}; did you mean ${BLOCK_TYPE}?` }];
  });

/**
 * Real types have at least three parts, or the prefix of custom resources. The macro reports wrong types in Express::.
 */
const isReal = (type: string): boolean => /^(\w+::\w+::|Custom::|Express::)/.test(type);
