import {
  ACMClient,
  AddTagsToCertificateCommand,
  type CertificateDetail,
  DeleteCertificateCommand,
  DescribeCertificateCommand,
  type DomainValidation,
  RemoveTagsFromCertificateCommand,
  RequestCertificateCommand,
  type RequestCertificateCommandInput,
} from '@aws-sdk/client-acm';
import { ChangeResourceRecordSetsCommand, Route53Client } from '@aws-sdk/client-route-53';
import type { JsonObject } from '../../../../../handlers/template-language/json';
import { ResourceError, type ResourceTools, type ResourceType } from '../resource-type';
import { ignoreMissing } from '../shared/ignore-missing';
import { input, objects, pick, text } from '../shared/properties';
import { changeTags } from '../shared/tags';
import { until } from '../shared/until';

const RECORD_TTL = 300;

/**
 * AWS::CertificateManager::Certificate. It writes the records of names whose zone is named and leaves them there for ever, waits
 * until the certificate is issued, and does not wait for the end of its use when it is to be deleted.
 */
export function certificate({ clients, world }: ResourceTools): ResourceType {
  const acm = (): ACMClient => clients(ACMClient);
  const look = async (CertificateArn: string): Promise<CertificateDetail> =>
    (await acm().send(new DescribeCertificateCommand({ CertificateArn }))).Certificate ?? {};
  const write = async ({ ResourceRecord: record }: DomainValidation, HostedZoneId: string): Promise<void> => {
    const { Name, Type = 'CNAME', Value } = record ?? {};
    const ResourceRecordSet = { Name, Type, TTL: RECORD_TTL, ResourceRecords: [{ Value }] };
    const ChangeBatch = { Changes: [{ Action: 'UPSERT' as const, ResourceRecordSet }] };
    await clients(Route53Client).send(new ChangeResourceRecordSetsCommand({ HostedZoneId, ChangeBatch }));
  };
  return {
    properties: ['DomainName', 'SubjectAlternativeNames', 'ValidationMethod', 'DomainValidationOptions', 'Tags'],
    create: async ({ properties, signal, announce }) => {
      const wanted = pick(properties, ['DomainName', 'SubjectAlternativeNames', 'ValidationMethod', 'Tags']);
      const { CertificateArn: arn = '' } = await acm().send(
        new RequestCertificateCommand(input<RequestCertificateCommandInput>(wanted)),
      );
      announce(arn);
      const zones = zonesIn(properties);
      if (zones.size > 0) {
        const options = await until(world, signal, async () => {
          const { DomainValidationOptions = [] } = await look(arn);
          return DomainValidationOptions.some(({ ResourceRecord }) => ResourceRecord)
            ? DomainValidationOptions
            : undefined;
        });
        for (const option of options) {
          const zone = zones.get(option.DomainName ?? '');
          if (zone !== undefined) await write(option, zone);
        }
      }
      const status = await until(world, signal, async () => {
        const { Status } = await look(arn);
        return Status === 'PENDING_VALIDATION' ? undefined : Status;
      });
      if (status !== 'ISSUED') throw new ResourceError(`The certificate ${arn} was not issued: it is ${status}`, arn);
      return { physicalId: arn };
    },
    update: async ({ physicalId, oldProperties, properties }) => {
      await changeTags(oldProperties.Tags, properties.Tags, {
        untag: (keys) => {
          const Tags = keys.map((Key) => ({ Key }));
          return acm().send(new RemoveTagsFromCertificateCommand({ CertificateArn: physicalId, Tags }));
        },
        tag: (Tags) => acm().send(new AddTagsToCertificateCommand({ CertificateArn: physicalId, Tags })),
      });
      return { physicalId };
    },
    delete: ({ physicalId }) => ignoreMissing(acm().send(new DeleteCertificateCommand({ CertificateArn: physicalId }))),
  };
}

/** The hosted zones in which CloudFormation writes the records, by the names of the certificate. */
function zonesIn({ DomainValidationOptions }: JsonObject): Map<string, string> {
  const pairs = objects(DomainValidationOptions).flatMap(({ DomainName, HostedZoneId }): [string, string][] => {
    const zone = text(HostedZoneId);
    return zone === undefined ? [] : [[(text(DomainName) ?? '').toLowerCase(), zone]];
  });
  return new Map(pairs);
}
