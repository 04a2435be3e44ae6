import { at, quote } from '../../template-language/findings';
import { ref } from '../../template-language/intrinsics';
import { type Json, member } from '../../template-language/json';
import type { ExpansionContext, PartialSpec } from '../spec';
import { knownText, presence } from './known';

/** What a distribution follows from the block, and not from what overrides make of it. */
const FOLLOWED = [
  ['Route', 'Hosts'],
  ['Route', 'Paths'],
  ['Route', 'AllowedCidrs'],
  ['Gateway', 'Scheme'],
] as const;

/** Notes what a distribution cannot be in front of, and what it lacks for the service's hosts. */
export function checkDistribution(partial: PartialSpec, path: string, context: ExpansionContext): void {
  const { Distribution: given, Hosts, AllowedCidrs, Gateway, NetworkConfiguration } = partial;
  if (given === undefined) return;
  const { findings, resolver } = context;
  const where = at(path, 'Distribution');
  const isGiven = (value: Json | undefined): boolean => {
    const found = presence(value, resolver);
    return found.known && found.given;
  };
  const partition = knownText(ref('AWS::Partition'), context);
  if (partition !== undefined && partition !== 'aws') {
    findings.add(where, `needs CloudFront as the partition aws has it, but this Region is in ${partition}; remove it`);
  }
  const admitted = presence(AllowedCidrs, resolver);
  if (!admitted.known || admitted.given) {
    findings.add(
      at(path, 'AllowedCidrs'),
      'cannot be used with Distribution: the load balancer sees the addresses of CloudFront, not those of the visitors',
    );
  }
  const scheme = knownText(Gateway?.Scheme, context);
  if (scheme === 'internal') {
    findings.add(
      at(path, 'Gateway', 'Scheme'),
      'is internal, but CloudFront reaches only internet-facing load balancers',
    );
  } else if (!isGiven(Gateway?.Scheme) && isGiven(NetworkConfiguration?.Subnets)) {
    findings.add(
      where,
      'needs Gateway.Scheme internet-facing beside NetworkConfiguration.Subnets: private ones would make the load balancer internal',
    );
  }
  for (const [part, name] of FOLLOWED) {
    if (member(partial.Overrides?.[part]?.Properties, name) !== undefined) {
      const place = at(path, 'Overrides', part, 'Properties', name);
      findings.add(place, 'would not be known to the Distribution; use the property of the block');
    }
  }
  checkAliases(partial, path, context);
  const certificate = at(where, 'CertificateArn');
  if (findings.list.some((finding) => finding.path.startsWith(certificate))) return;
  if (isGiven(Hosts) && !isGiven(given.CertificateArn)) {
    findings.add(
      where,
      'has no CertificateArn, but CloudFront answers for Hosts only with a certificate that covers them',
    );
  }
  if (!isGiven(Hosts) && isGiven(given.CertificateArn)) {
    findings.add(certificate, 'has no effect without Hosts: a name of CloudFront has its own certificate');
  }
}

/** CloudFront knows a wildcard only in the place of the first label, and the endpoint needs a host without one. */
function checkAliases({ Hosts }: PartialSpec, path: string, { resolver, findings }: ExpansionContext): void {
  const hosts = Hosts === undefined ? undefined : resolver.resolve(Hosts);
  if (!hosts?.known || !Array.isArray(hosts.value)) return;
  const names = hosts.value.map(String);
  const wrong = names.filter((name) => !/^(\*\.)?([^.*?]+\.)+[^.*?]+$/.test(name));
  for (const name of wrong) {
    findings.add(at(path, 'Hosts'), `has ${quote(name)}, but CloudFront takes only whole names, and "*." before one`);
  }
  if (wrong.length === 0 && names.every((name) => name.startsWith('*'))) {
    findings.add(
      at(path, 'Hosts'),
      'needs a name without wildcard beside Distribution: it is the host of the Endpoint',
    );
  }
}
