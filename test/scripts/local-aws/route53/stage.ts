/** An embedded AWS with hosted zones, for the tests of Route 53. */
import {
  type Change,
  ChangeResourceRecordSetsCommand,
  CreateHostedZoneCommand,
  ListResourceRecordSetsCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { LocalAws } from '../../../../scripts/local-aws';
import { clientConfig } from '../fixtures';

export type Line = [action: NonNullable<Change['Action']>, name: string, type: string, ...values: string[]];

export class Zones {
  readonly route53: Route53Client;
  #made = 0;

  constructor(aws: LocalAws) {
    this.route53 = new Route53Client({ ...clientConfig(aws), maxAttempts: 1 });
  }

  /** @returns the id of a new zone, without its prefix */
  async create(Name: string): Promise<string> {
    this.#made += 1;
    const input = { Name, CallerReference: String(this.#made) };
    const { HostedZone } = await this.route53.send(new CreateHostedZoneCommand(input));
    return HostedZone?.Id?.replace('/hostedzone/', '') ?? '';
  }

  async change(HostedZoneId: string, ...lines: (Line | Change)[]) {
    const Changes = lines.map((line) => (Array.isArray(line) ? changeOf(line) : line));
    const { ChangeInfo } = await this.route53.send(
      new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch: { Changes } }),
    );
    return ChangeInfo;
  }

  /** The records of a zone but its own two, as `name type values`. */
  async list(HostedZoneId: string): Promise<string[]> {
    const { ResourceRecordSets = [] } = await this.route53.send(new ListResourceRecordSetsCommand({ HostedZoneId }));
    return ResourceRecordSets.filter(({ Type }) => Type !== 'NS' && Type !== 'SOA').map(
      ({ Name, Type, ResourceRecords, AliasTarget }) =>
        [Name, Type, ...(ResourceRecords ?? []).map(({ Value }) => Value), AliasTarget?.DNSName]
          .filter(Boolean)
          .join(' '),
    );
  }
}

const changeOf = ([Action, Name, Type, ...values]: Line): Change => ({
  Action,
  ResourceRecordSet: {
    Name,
    Type: Type as ResourceRecordSet['Type'],
    TTL: 60,
    ResourceRecords: values.map((Value) => ({ Value })),
  },
});

export const alias = (
  Action: NonNullable<Change['Action']>,
  Name: string,
  DNSName: string,
  HostedZoneId: string,
  Type: 'A' | 'AAAA' | 'TXT' = 'A',
): Change => ({
  Action,
  ResourceRecordSet: { Name, Type, AliasTarget: { DNSName, HostedZoneId, EvaluateTargetHealth: false } },
});
