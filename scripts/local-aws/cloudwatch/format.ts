/**
 * The two protocols in which CloudWatch is asked here: awsJson, as today's SDKs and the AWS CLI do, and awsQuery, as older ones
 * do. Both become the SDK's types, dates included.
 */
import { gunzipSync } from 'node:zlib';
import { AwsError, validationError } from '../wire/errors';
import { jsonFormat, type WireFormat } from '../wire/format';
import { readJson } from '../wire/json';
import type { AwsRequest } from '../wire/messages';
import { parseQuery } from '../wire/query';
import { queryResponse } from '../wire/xml';
import { type XmlNode, xmlNode } from '../wire/xml-tree';

const DATES = new Set(['Timestamp', 'StartTime', 'EndTime', 'StartDate', 'EndDate']);
const FLAGS = new Set(['ActionsEnabled', 'ReturnData', 'IncludeLinkedAccounts']);
const NUMBERS = new Set([
  ...['Counts', 'Maximum', 'Minimum', 'SampleCount', 'StorageResolution', 'Sum', 'Values'],
  ...['DatapointsToAlarm', 'EvaluationPeriods', 'MaxDatapoints', 'MaxRecords', 'Period', 'Threshold'],
]);

/** awsJson. A body from some 10 kB on comes compressed. */
export const cloudWatchJson: WireFormat<never, object> = {
  ...jsonFormat,
  read: (request) => typed('', readJson(unzipped(request))) as never,
};

export const cloudWatchQuery: WireFormat<never, object> = {
  nameOf: jsonFormat.nameOf,
  read: ({ body }) => typed('', parseQuery(body)) as never,
  write: (operation, answer) =>
    queryResponse(operation, 'http://monitoring.amazonaws.com/doc/2010-08-01/', elementsOf(answer)),
};

function unzipped(request: AwsRequest): AwsRequest {
  return request.headers['content-encoding'] === 'gzip' ? { ...request, body: gunzipSync(request.body) } : request;
}

/** The value of a member in the SDK's type: what a name says that it is. `Value` is a number only in a metric datum. */
function typed(name: string, value: unknown): unknown {
  if (Array.isArray(value)) return value.map((one) => typed(name, one));
  if (typeof value === 'object' && value !== null) {
    const members = Object.entries(value).filter(([, member]) => member !== null);
    const isDatum = 'MetricName' in value;
    return Object.fromEntries(
      members.map(([key, member]) => [key, key === 'Value' && isDatum ? numberIn(key, member) : typed(key, member)]),
    );
  }
  if (DATES.has(name)) return dateIn(name, value);
  // In a query an empty list is an empty text.
  if (NUMBERS.has(name)) return value === '' ? [] : numberIn(name, value);
  return FLAGS.has(name) ? value === true || value === 'true' : value;
}

function dateIn(name: string, value: unknown): Date {
  const date = new Date(typeof value === 'number' ? value * 1000 : String(value));
  if (Number.isNaN(date.getTime())) throw validationError(`The value ${value} for parameter ${name} is no date.`);
  return date;
}

function numberIn(name: string, value: unknown): number {
  const number = typeof value === 'number' ? value : Number(value);
  if (value === '' || Number.isNaN(number)) {
    throw new AwsError('InvalidParameterValue', `The value ${value} for parameter ${name} is invalid.`);
  }
  return number;
}

/** The members of an answer as elements. Percentiles are a map: a list of `entry` with `key` and `value`. */
function elementsOf(answer: object): XmlNode[] {
  return Object.entries(answer).flatMap(([name, value]) => {
    if (value === undefined) return [];
    if (name !== 'ExtendedStatistics' || Array.isArray(value)) return xmlNode(name, contentOf(value));
    const entries = Object.entries(value).map(([key, one]) => elementsOf({ key, value: one }));
    return xmlNode(
      name,
      entries.map((entry) => xmlNode('entry', entry)),
    );
  });
}

function contentOf(value: unknown): string | XmlNode[] {
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map((one) => xmlNode('member', contentOf(one)));
  return typeof value === 'object' && value !== null ? elementsOf(value) : String(value);
}
