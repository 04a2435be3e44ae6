/** AWS Certificate Manager: public certificates by DNS validation, and imported ones. */
import { createSdkClients } from '../service/clients';
import { createService } from '../service/operation';
import { notPlayed } from '../wire/errors';
import { jsonFormat } from '../wire/format';
import type { AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { deleteCertificate, describeCertificate, getCertificate, listCertificates } from './certificates';
import { importCertificate } from './import-certificate';
import type { AcmRegion } from './model';
import { requestCertificate } from './request-certificate';
import { addTagsToCertificate, listTagsForCertificate, removeTagsFromCertificate } from './tags';

export const createAcm = (world: LocalWorld): AwsService =>
  createService<never, AcmRegion, object>({
    format: jsonFormat,
    operations: {
      AddTagsToCertificate: addTagsToCertificate,
      DeleteCertificate: deleteCertificate,
      DescribeCertificate: describeCertificate,
      GetCertificate: getCertificate,
      ImportCertificate: importCertificate,
      ListCertificates: listCertificates,
      ListTagsForCertificate: listTagsForCertificate,
      RemoveTagsFromCertificate: removeTagsFromCertificate,
      RequestCertificate: requestCertificate,
    },
    createState: (region) => ({
      world,
      region,
      clients: createSdkClients(world, region, 'acm'),
      certificates: new Map(),
    }),
    refuse: ({ operation = '' }) => notPlayed(`acm ${operation}`),
  });
