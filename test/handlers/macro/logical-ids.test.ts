/** Logical ids, which CloudFormation replaces a resource by: they come from the block's own and from nothing else. */
import { expanded, inputOf } from './fixtures';

const template = (image: string, port: string, host: string): string => `
# parameters: {"Port": "8080"}
Transform: Express
Parameters:
  Port: { Type: Number }
  Image: { Type: String, Default: nginx }
  Host: { Type: String, Default: a.example.com }
Mappings: { Ports: { web: { port: 8080 } } }
Resources:
  Web:
    Type: Express::Service
    Properties: { Image: ${image}, ContainerPort: ${port}, Hosts: [${host}] }
`;

const ids = (text: string): string[] => Object.keys(Object(expanded(inputOf(text)).Resources)).sort();

const LITERAL = ids(template('nginx', '8080', 'a.example.com'));

test.each([
  ['Ref', '!Ref Image', '!Ref Port', '!Ref Host'],
  ['Fn::Sub', `!Sub "\${Image}"`, `!Sub "\${Port}"`, `!Sub "\${Host}"`],
  ['Fn::FindInMap and Fn::Join', '!Join ["", [nginx]]', '!FindInMap [Ports, web, port]', '!Join [".", [a, b]]'],
])('%s gives the ids that the literal gives', (_, image, port, host) => {
  expect(ids(template(image, port, host))).toEqual(LITERAL);
});

test('All generated ids begin with the id of the block', () => {
  expect(LITERAL.filter((id) => !id.startsWith('Web'))).toEqual([]);
});
