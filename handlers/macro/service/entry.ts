import { at } from '../../template-language/findings';
import type { Json } from '../../template-language/json';
import type { Resolver } from '../../template-language/resolver';
import { presence } from '../checks/known';
import type { Entry, ServiceSpec } from '../spec';
import { UNDECIDED } from './known-reader';

/**
 * What the rule of a service with a distribution goes by.
 * @param path of the block's properties
 * @param refuse takes the path and the reason where that is not known
 * @returns undefined without a distribution, or if it is not known
 */
export function entryOf(
  { Distribution, Hosts, Paths }: Pick<ServiceSpec, 'Distribution' | 'Hosts' | 'Paths'>,
  resolver: Resolver,
  path: string,
  refuse: (path: string, message: string) => void,
): Entry | undefined {
  if (Distribution === undefined) return undefined;
  const isGiven = (name: string, value: Json | undefined): boolean | undefined => {
    const found = presence(value, resolver);
    if (found.known) return found.given;
    refuse(at(path, name), UNDECIDED + found.why);
    return undefined;
  };
  const [hosts, paths] = [isGiven('Hosts', Hosts), isGiven('Paths', Paths)];
  if (hosts === undefined || paths === undefined) return undefined;
  if (hosts) return { by: 'host' };
  if (!paths) return { by: 'prefix' };
  const results = [Paths ?? []].flat().map((item) => resolver.resolve(item));
  const first = results.find((result) => !result.known || result.value !== undefined);
  if (first?.known === false) {
    refuse(
      at(path, 'Paths'),
      `begins with the path of the Endpoint, so it must be known when the macro runs, but ${first.why}`,
    );
    return undefined;
  }
  const [entrance] = [first?.value ?? '/'].flat();
  return { by: 'path', entrance: entranceOf(String(entrance ?? '/')) };
}

/** `/api/*` → `/api/`: the gateway cuts a path off at its first wildcard, too. */
const entranceOf = (path: string): string => path.split(/[*?]/)[0] || '/';
