import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The partitions as the AWS SDK ships them. The file is JavaScript that holds one JSON value, and no package exports
 * it.
 */
const SDK_FILE = 'node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js';

interface SdkPartition {
  id: string;
  outputs: { dnsSuffix: string };
  regionRegex: string;
}

/** @param root the repository's folder, in which the SDK is installed */
export function sdkPartitions(root: string): readonly SdkPartition[] {
  const text = readFileSync(join(root, SDK_FILE), 'utf8');
  return JSON.parse(text.slice(text.indexOf('{'), text.lastIndexOf('}') + 1)).partitions;
}

/** The source of `handlers/template-language/partitions.ts`. */
export function partitionsSource(root: string): string {
  const partitions = sdkPartitions(root);
  const table = (show: (partition: SdkPartition) => string): string =>
    partitions.map((partition) => `  '${partition.id}': ${show(partition)},\n`).join('');
  return `/** AWS's partitions. Generated from the data of the AWS SDK by \`npm run schema\`; do not edit. */

/** What the regions of each partition are called. */
export const REGIONS = {
${table(({ regionRegex }) => `/${regionRegex.replaceAll('\\-', '-')}/`)}} as const;

/** The end of the host names of AWS's services there: \`AWS::URLSuffix\`. */
export const DNS_SUFFIXES = {
${table(({ outputs }) => `'${outputs.dnsSuffix}'`)}} as const;
`
    .replace("'aws':", 'aws:')
    .replace("'aws':", 'aws:');
}
