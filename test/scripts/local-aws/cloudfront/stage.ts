/** Distributions of an embedded AWS, for the tests of CloudFront. */
import type { LocalAws } from '../../../../scripts/local-aws';
import { createRestXmlClient, type RestXmlClient } from '../../../../scripts/local-aws/service/rest-xml-client';
import { type RestXmlObject, writeRestXml } from '../../../../scripts/local-aws/wire/rest-xml';
import { textAt, type XmlNode } from '../../../../scripts/local-aws/wire/xml-tree';
import { eventually } from '../fixtures';

const XMLNS = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';
export const PATH = '/2020-05-31/distribution';

export const CACHING_DISABLED = '4135ea2d-6df8-44a3-9df3-4b5a84be39ad';
export const ALL_VIEWER = '216adef6-5c7f-47e4-b989-5492eafa07d3';
export const ALL_VIEWER_AND_CLOUDFRONT = '33f36d7e-f396-46d9-90e0-52428a34d9dc';
export const ALL_VIEWER_EXCEPT_HOST = 'b689b0a8-53d0-40ab-baf2-68738e2966ac';

export const listOf = (item: string, ...items: (string | RestXmlObject)[]): RestXmlObject => ({
  Quantity: items.length,
  Items: items.length > 0 ? { [item]: items } : undefined,
});

let made = 0;

/** A distribution that is fine; members of it, of its origin and of its behaviour may be other ones. */
export function configOf({
  config = {},
  origin = {},
  custom = {},
  behavior = {},
}: Partial<Record<'config' | 'origin' | 'custom' | 'behavior', RestXmlObject>> = {}): RestXmlObject {
  made += 1;
  return {
    CallerReference: `reference ${made}`,
    Comment: '',
    Enabled: true,
    Origins: listOf('Origin', {
      Id: 'web',
      DomainName: 'web.us-east-1.elb.localhost',
      CustomOriginConfig: { HTTPPort: 80, HTTPSPort: 443, OriginProtocolPolicy: 'http-only', ...custom },
      ...origin,
    }),
    DefaultCacheBehavior: {
      TargetOriginId: 'web',
      ViewerProtocolPolicy: 'redirect-to-https',
      AllowedMethods: listOf('Method', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'),
      CachePolicyId: CACHING_DISABLED,
      OriginRequestPolicyId: ALL_VIEWER_AND_CLOUDFRONT,
      ...behavior,
    },
    ...config,
  };
}

export class Distributions {
  readonly send: RestXmlClient;

  constructor(aws: LocalAws) {
    this.send = createRestXmlClient(aws.world, 'cloudfront', 'test');
  }

  async create(content: RestXmlObject): Promise<{ id: string; arn: string; domainName: string; etag: string }> {
    const body = writeRestXml({ name: 'DistributionConfig', xmlns: XMLNS, content });
    const { root, etag = '' } = await this.send({ method: 'POST', path: PATH, body });
    const [id = '', arn = '', domainName = ''] = ['Id', 'ARN', 'DomainName'].map((name) => root && textAt(root, name));
    return { id, arn, domainName, etag };
  }

  async update(id: string, content: RestXmlObject, ifMatch?: string): Promise<string> {
    const body = writeRestXml({ name: 'DistributionConfig', xmlns: XMLNS, content });
    return (await this.send({ method: 'PUT', path: `${PATH}/${id}/config`, body, ifMatch })).etag ?? '';
  }

  delete(id: string, ifMatch?: string) {
    return this.send({ method: 'DELETE', path: `${PATH}/${id}`, ifMatch });
  }

  async look(id: string): Promise<XmlNode> {
    const { root } = await this.send({ method: 'GET', path: `${PATH}/${id}` });
    if (root === undefined) throw new Error('There is no body');
    return root;
  }

  async status(id: string): Promise<string | undefined> {
    return textAt(await this.look(id), 'Status');
  }

  async deployed(id: string): Promise<void> {
    await eventually(
      () => this.status(id),
      (status) => status === 'Deployed',
    );
  }
}
