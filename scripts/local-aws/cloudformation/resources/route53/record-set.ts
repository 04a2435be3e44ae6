import {
  type ChangeAction,
  ChangeResourceRecordSetsCommand,
  GetChangeCommand,
  ListHostedZonesByNameCommand,
  type ResourceRecordSet,
  Route53Client,
} from '@aws-sdk/client-route-53';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { ResourceError, type ResourceHandlerRequest, type ResourceTools, type ResourceType } from '../resource-type';
import { input, omit, text, texts } from '../shared/properties';
import { until } from '../shared/until';

/** AWS::Route53::RecordSet. It waits until all of Route 53's servers know the record. */
export function recordSet({ clients, world }: ResourceTools): ResourceType {
  const route53 = (): Route53Client => clients(Route53Client);
  const zoneOf = async ({ HostedZoneId, HostedZoneName }: JsonObject): Promise<string> => {
    const id = text(HostedZoneId);
    if (id !== undefined) return id;
    const DNSName = text(HostedZoneName) ?? '';
    const { HostedZones = [] } = await route53().send(new ListHostedZonesByNameCommand({ DNSName }));
    const found = HostedZones.filter(({ Name }) => Name === DNSName);
    if (found.length === 1) return found[0]?.Id ?? '';
    throw new ResourceError(`${found.length === 0 ? 'No' : 'More than one'} hosted zone named ${DNSName} found`);
  };
  const change = async (Action: ChangeAction, request: ResourceHandlerRequest, made = () => {}): Promise<void> => {
    const { properties, signal } = request;
    const HostedZoneId = await zoneOf(properties);
    const ChangeBatch = {
      Changes: [{ Action, ResourceRecordSet: setOf(properties) }],
      Comment: text(properties.Comment),
    };
    const { ChangeInfo } = await route53().send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }));
    made();
    await until(world, signal, async () => {
      const { ChangeInfo: now } = await route53().send(new GetChangeCommand({ Id: ChangeInfo?.Id }));
      return now?.Status === 'INSYNC' ? true : undefined;
    });
  };
  return {
    properties: ['HostedZoneId', 'HostedZoneName', 'Name', 'Type', 'TTL', 'ResourceRecords', 'AliasTarget', 'Comment'],
    create: async (request) => {
      const physicalId = text(request.properties.Name) ?? '';
      await change('CREATE', request, () => request.announce(physicalId));
      return { physicalId };
    },
    update: async (request) => {
      await change('UPSERT', request);
      return { physicalId: request.physicalId };
    },
    delete: async (request) => {
      await change('DELETE', request).catch((error: unknown) => {
        if (!isMissing(error)) throw error;
      });
    },
  };
}

const ELSEWHERE = ['HostedZoneId', 'HostedZoneName', 'Comment', 'ResourceRecords', 'AliasTarget', 'TTL'];

function setOf(properties: JsonObject): ResourceRecordSet {
  const { ResourceRecords, AliasTarget, TTL } = properties;
  return input<ResourceRecordSet>({
    ...omit(properties, ELSEWHERE),
    ...(TTL !== undefined && { TTL: Number(TTL) }),
    ...(ResourceRecords !== undefined && { ResourceRecords: texts(ResourceRecords).map((Value) => ({ Value })) }),
    // The API demands what the template may leave out.
    ...(AliasTarget !== undefined && { AliasTarget: { EvaluateTargetHealth: false, ...(AliasTarget as JsonObject) } }),
  });
}

const isMissing = (error: unknown): boolean =>
  error instanceof Error && (error.name === 'NoSuchHostedZone' || error.message.includes('but it was not found'));
