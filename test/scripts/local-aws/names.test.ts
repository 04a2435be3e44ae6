import { withoutPorts } from '../../../scripts/local-aws/names';
import type { AwsRequest } from '../../../scripts/local-aws/wire/messages';

const NAME = 'web.us-east-1.elb.localhost';

const sent = (service: string, body: string): string =>
  withoutPorts({ service, body: Buffer.from(body) } as AwsRequest).body.toString();

test.each([
  ['route53', `<DNSName>dualstack.${NAME}:4001</DNSName>`, `<DNSName>dualstack.${NAME}</DNSName>`],
  ['cloudfront', `<DomainName>${NAME}:4001</DomainName>`, `<DomainName>${NAME}</DomainName>`],
  [
    'elasticloadbalancing',
    `Conditions.member.1.HostHeaderConfig.Values.member.2=${NAME}%3A4001&A=b`,
    `Conditions.member.1.HostHeaderConfig.Values.member.2=${NAME}&A=b`,
  ],
  [
    'elasticloadbalancing',
    `Conditions.member.1.Values.member.1=${NAME}%3A4001`,
    `Conditions.member.1.Values.member.1=${NAME}`,
  ],
])('%s reads a host without the port of this machine in %s', (service, body, without) => {
  expect(sent(service, body)).toBe(without);
});

test.each([
  ['route53', `<Value>"${NAME}:4001"</Value>`],
  ['cloudfront', `<HeaderValue>${NAME}:4001</HeaderValue><Comment>${NAME}:4001</Comment>`],
  ['elasticloadbalancing', `Tags.member.1.Value=${NAME}%3A4001`],
  ['elasticloadbalancing', `Actions.member.1.FixedResponseConfig.MessageBody=${NAME}%3A4001`],
  ['ecs', `<DNSName>${NAME}:4001</DNSName>`],
])('%s gets other text as it is: %s', (service, body) => {
  expect(sent(service, body)).toBe(body);
});
