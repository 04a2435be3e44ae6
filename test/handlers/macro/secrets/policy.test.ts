import { arnOrName, parameterNamed } from '../../../../handlers/macro/secrets/policy';
import { Resolver } from '../../../../handlers/template-language/resolver';

const HERE = 'eu-west-1:123456789012';
const SECRET = 'arn:aws:secretsmanager:eu-north-1:210987654321:secret:shop/db';
const PARAMETER = 'arn:aws:ssm:eu-north-1:210987654321:parameter/level';

/** The resources of the policy for a value that CloudFormation alone will know, worked out as it does. */
function resourcesFor(value: string): { secrets: unknown; parameters: unknown } {
  const resolver = new Resolver({
    template: { Parameters: { Value: { Type: 'String' } } },
    parameters: { Value: value },
    region: 'eu-west-1',
    accountId: '123456789012',
    partition: 'aws',
  });
  const { secrets, parameters } = arnOrName(parameterNamed, { Ref: 'Value' });
  const [one, two] = [secrets, parameters].map((list) => resolver.resolve(list));
  return { secrets: one?.known && one.value, parameters: two?.known && two.value };
}

test.each<[string, string, 'secrets' | 'parameters', string]>([
  ["a secret's ARN", `${SECRET}-AbCdEf`, 'secrets', `${SECRET}-AbCdEf`],
  ['a key of a secret', `${SECRET}-AbCdEf:key::`, 'secrets', `${SECRET}-AbCdEf`],
  ['an ARN without the six characters', SECRET, 'secrets', `${SECRET}-??????`],
  ["a parameter's ARN", PARAMETER, 'parameters', PARAMETER],
  ["a parameter's name", 'level', 'parameters', `arn:aws:ssm:${HERE}:parameter/level`],
  ["a parameter's path", '/shop/level', 'parameters', `arn:aws:ssm:${HERE}:parameter/shop/level`],
])(
  'A value that turns out to be %s may be read, and every other resource of the policy is an ARN, as IAM requires',
  (_, value, kind, arn) => {
    const resources = resourcesFor(value);
    expect(resources[kind]).toContain(arn);
    for (const resource of [resources.secrets, resources.parameters].flat()) {
      expect(resource).toMatch(/^arn:aws:(secretsmanager|ssm):[^:]+:\d{12}:./);
    }
  },
);
