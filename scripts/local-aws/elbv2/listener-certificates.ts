/** The certificates of HTTPS listeners: a default one, and those that are chosen by the host that a client asks for. */
import { AwsError, validationError } from '../wire/errors';
import { type QueryObject, textOf } from '../wire/query';
import type { XmlContent } from '../wire/xml';
import { membersAt, type XmlNode, xmlNode } from '../wire/xml-tree';
import { loadBalancerOf, regionOf } from './arns';
import { notFound } from './errors';
import { certificatesIn, type ListenerState } from './model';
import type { ElbCall, ElbOperation } from './operation';
import type { LoadBalancingState } from './state';

/** What a listener has that names none, unless the console makes it ("Security policies for your Application Load Balancer"). */
const DEFAULT_POLICY = 'ELBSecurityPolicy-2016-08';

/**
 * @param settings of the listener
 * @throws AwsError ValidationError, CertificateNotFound, UnsupportedCertificate, SSLPolicyNotFound
 */
export async function checkSecurity(call: ElbCall, { Protocol, Certificates, SslPolicy }: QueryObject): Promise<void> {
  const certificates = certificatesIn(Certificates);
  if (Protocol === 'HTTPS' && certificates.length === 0) {
    throw validationError('A certificate must be specified for HTTPS listeners');
  }
  if (Protocol === 'HTTPS' && certificates.length > 1) {
    throw validationError('Exactly one certificate must be specified');
  }
  if (Protocol === 'HTTP' && certificates.length > 0) {
    throw validationError('Certificates can only be specified for HTTPS listeners');
  }
  for (const arn of certificates) checkCertificate(call, arn);
  if (SslPolicy === undefined) return;
  if (Protocol === 'HTTP') throw validationError('An SSL policy can only be specified for HTTPS listeners');
  const policy = textOf(SslPolicy) ?? '';
  const known = await call.moto.query('elasticloadbalancing', 'DescribeSSLPolicies', { Names: [policy] });
  if (membersAt(known, 'SslPolicies').length === 0) {
    throw new AwsError('SSLPolicyNotFound', `SSL policy '${policy}' not found`);
  }
}

/** Certificates of another Region are not found, either. */
function checkCertificate({ state, region }: ElbCall, arn: string): void {
  const found = regionOf(arn) === region ? state.world.certificates.find(arn) : undefined;
  if (found === undefined) throw new AwsError('CertificateNotFound', `Certificate '${arn}' not found`);
  if (found.isIssued) return;
  throw new AwsError(
    'UnsupportedCertificate',
    `The certificate '${arn}' must have a fully-qualified domain name, a supported signature, and a supported key size.`,
  );
}

/** What a description says of a listener's security. It has the default certificate only. */
export function securityNodes({ settings }: ListenerState): XmlNode[] {
  if (settings.Protocol !== 'HTTPS') return [];
  const certificates = certificatesIn(settings.Certificates).map((arn) =>
    xmlNode('member', [xmlNode('CertificateArn', arn)]),
  );
  const policy = textOf(settings.SslPolicy) ?? DEFAULT_POLICY;
  return [xmlNode('Certificates', certificates), xmlNode('SslPolicy', policy)];
}

/** A certificate that is in the list already is not added again. */
export const addListenerCertificates: ElbOperation = (call) => {
  const { state, parameters } = call;
  const listener = listenerIn(call);
  const [arn, ...more] = certificatesIn(parameters.Certificates);
  if (arn === undefined || more.length > 0) throw validationError('Exactly one certificate must be specified');
  if (listener.settings.Protocol !== 'HTTPS') {
    throw validationError('Certificates can only be specified for HTTPS listeners');
  }
  checkCertificate(call, arn);
  if (!listener.certificates.includes(arn)) {
    if (countOf(state, listener) >= state.quotas.certificates) {
      throw new AwsError(
        'TooManyCertificates',
        'The maximum number of certificates per load balancer has been reached',
      );
    }
    listener.certificates.push(arn);
  }
  return { Certificates: [{ CertificateArn: arn, IsDefault: false }] };
};

/** How many there are on all listeners of the load balancer; default ones are not counted. */
const countOf = (state: LoadBalancingState, { arn }: ListenerState): number =>
  state.listenersOf(loadBalancerOf(arn)).reduce((sum, { certificates }) => sum + certificates.length, 0);

export const removeListenerCertificates: ElbOperation = (call) => {
  const listener = listenerIn(call);
  const arns = certificatesIn(call.parameters.Certificates);
  const defaults = certificatesIn(listener.settings.Certificates);
  if (arns.some((arn) => defaults.includes(arn) && !listener.certificates.includes(arn))) {
    throw new AwsError('OperationNotPermitted', 'Default certificate cannot be removed');
  }
  listener.certificates = listener.certificates.filter((arn) => !arns.includes(arn));
  return {};
};

/** The default certificate comes a second time if it is in the list, too. */
export const describeListenerCertificates: ElbOperation = (call): XmlContent => {
  const { settings, certificates } = listenerIn(call);
  const { Marker, PageSize } = call.parameters;
  const all = [
    ...certificatesIn(settings.Certificates).map((CertificateArn) => ({ CertificateArn, IsDefault: true })),
    ...certificates.map((CertificateArn) => ({ CertificateArn, IsDefault: false })),
  ];
  const start = Number(textOf(Marker) ?? 0);
  const end = start + Number(textOf(PageSize) ?? all.length);
  return { Certificates: all.slice(start, end), ...(end < all.length && { NextMarker: String(end) }) };
};

function listenerIn({ parameters, state }: ElbCall): ListenerState {
  const arn = textOf(parameters.ListenerArn) ?? '';
  const listener = state.listeners.get(arn);
  if (listener === undefined) throw notFound(arn);
  return listener;
}
