import type { JsonObject } from '../../../../handlers/template-language/json';
import { findingsOf, service } from '../fixtures';

const name = (length: number) => 'N'.repeat(length);
function withMember(section: string, id: string): JsonObject {
  const members: Readonly<Record<string, JsonObject>> = {
    Parameters: { Type: 'String' },
    Mappings: { a: { b: 'c' } },
    Resources: { Type: 'AWS::SNS::Topic' },
    Outputs: { Value: 'x' },
  };
  return { [section]: { [id]: members[section] ?? {} } };
}

test.each(['Parameters', 'Mappings', 'Resources', 'Outputs'])('A name in %s has at most 255 characters', (section) => {
  expect(findingsOf(service({}, withMember(section, name(255))))).toEqual([]);
  expect(findingsOf(service({}, withMember(section, name(256))))).toEqual([
    `${section}.${name(256)}: has a name of 256 characters, but CloudFormation allows 255`,
  ]);
});
