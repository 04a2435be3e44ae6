/** What the front keeps of each resource of load balancing. */
import { objectsOf, type QueryObject, type QueryValue, textOf } from '../wire/query';

export interface LoadBalancerState {
  arn: string;
  name: string;
  scheme: string;
  subnets: string[];
  securityGroups: string[];
  /** Other settings of CreateLoadBalancer, as text, for comparison. */
  others: string;
  state: 'provisioning' | 'active';
  vpcId: string;
  /** What ModifyLoadBalancerAttributes set. */
  attributes: ReadonlyMap<string, string>;
  /** The private addresses of its interfaces, by their subnets. */
  addresses: Map<string, string>;
}

export interface ListenerState {
  arn: string;
  port: string;
  defaultRule: string;
  /** What CreateListener and ModifyListener set, without tags. */
  settings: QueryObject;
  /** ARNs of those that AddListenerCertificates added. */
  certificates: string[];
}

/** The ARNs in a list of certificates. */
export const certificatesIn = (value: QueryValue | undefined): string[] =>
  objectsOf(value).map(({ CertificateArn }) => textOf(CertificateArn) ?? '');

/** The ARNs of all certificates of a listener, the default one first. */
export const certificatesOf = ({ settings, certificates }: ListenerState): string[] => [
  ...certificatesIn(settings.Certificates),
  ...certificates,
];

export interface RuleState {
  arn: string;
  priority: number;
  /** As CreateRule or ModifyRule had them. */
  conditions: QueryValue | undefined;
  actions: QueryValue | undefined;
  transforms: QueryValue[];
}
