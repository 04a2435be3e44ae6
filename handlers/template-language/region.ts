import { DNS_SUFFIXES, REGIONS } from './partitions';

export type Partition = keyof typeof REGIONS;

/** The partition of a region (`AWS::Partition`): `aws` for a region that no partition knows, as in the AWS SDK. */
export const partitionOf = (region: string): Partition =>
  (Object.keys(REGIONS) as Partition[]).find((partition) => REGIONS[partition].test(region)) ?? 'aws';

/** The end of the host names of AWS's services in a region (`AWS::URLSuffix`). */
export const dnsSuffixOf = (region: string): string => DNS_SUFFIXES[partitionOf(region)];
