import type { JsonObject } from '../../../../handlers/macro/json';
import { findingsOf, service } from '../fixtures';

const names = (count: number, name: (index: number) => string): string[] =>
  Array.from({ length: count }, (_, index) => name(index));
const hosts = (count: number) => names(count, (index) => `h${index}.example.com`);
const paths = (count: number) => names(count, (index) => `/p${index}`);
const cidrs = (count: number) => names(count, (index) => `10.0.${index}.0/24`);

test.each<[JsonObject, JsonObject]>([
  [{ Hosts: hosts(5) }, { Hosts: hosts(4), Paths: paths(2) }],
  [
    { Hosts: hosts(3), Paths: paths(2) },
    { Hosts: hosts(3), Paths: paths(2), AllowedCidrs: cidrs(1) },
  ],
  [
    { Paths: paths(4), AllowedCidrs: cidrs(1) },
    { Paths: paths(1), AllowedCidrs: cidrs(5) },
  ],
  [{ AllowedCidrs: cidrs(3) }, { AllowedCidrs: cidrs(4) }],
])('Hosts, paths and addresses are at most five values in all, a default path being two of them', (most, tooMany) => {
  expect(findingsOf(service(most))).toEqual([]);
  expect(findingsOf(service(tooMany))).toEqual([
    'Resources.Web.Properties: Hosts, Paths (two when neither is given) and AllowedCidrs are 6 values, but a listener rule takes 5',
  ]);
});
