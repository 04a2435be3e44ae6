import { randomUUID } from 'node:crypto';
import { createRestXmlClient, type RestXmlAnswer } from '../../../service/rest-xml-client';
import { type RestXmlObject, writeRestXml } from '../../../wire/rest-xml';
import { nodeAt, textAt, writeXml } from '../../../wire/xml-tree';
import type { PhysicalResource, ResourceTools, ResourceType } from '../resource-type';
import { isNotFound } from '../shared/failure-reason';
import { changeTags, tagsOf } from '../shared/tags';
import { until } from '../shared/until';
import { configOf } from './config-xml';

const XMLNS = 'http://cloudfront.amazonaws.com/doc/2020-05-31/';
const PATH = '/2020-05-31/distribution';

/** AWS::CloudFront::Distribution. Each step waits until it is deployed; before the deletion, the distribution is disabled. */
export function distribution({ world }: ResourceTools): ResourceType {
  const send = createRestXmlClient(world, 'cloudfront', 'cloudformation');
  const body = (name: string, content: RestXmlObject): string => writeRestXml({ name, xmlns: XMLNS, content });
  const look = (id: string): Promise<RestXmlAnswer> => send({ method: 'GET', path: `${PATH}/${id}` });
  const deployed = async (id: string, signal: AbortSignal): Promise<PhysicalResource> => {
    const { root } = await until(world, signal, async () => {
      const seen = await look(id);
      return valueIn(seen, 'Status') === 'Deployed' ? seen : undefined;
    });
    return { physicalId: id, attributes: { Id: id, DomainName: valueIn({ root }, 'DomainName') } };
  };
  const put = async (id: string, config: (callerReference: string) => RestXmlObject): Promise<void> => {
    const seen = await look(id);
    const content = config(valueIn(seen, 'DistributionConfig', 'CallerReference'));
    const changed = body('DistributionConfig', content);
    await send({ method: 'PUT', path: `${PATH}/${id}/config`, body: changed, ifMatch: seen.etag });
  };
  const disable = async (id: string): Promise<void> => {
    const { root, etag } = await send({ method: 'GET', path: `${PATH}/${id}/config` });
    const enabled = root && nodeAt(root, 'Enabled');
    if (root === undefined || enabled?.text !== 'true') return;
    enabled.text = 'false';
    await send({ method: 'PUT', path: `${PATH}/${id}/config`, body: writeXml(root), ifMatch: etag });
  };
  const tag = (arn: string, operation: 'Tag' | 'Untag', content: RestXmlObject): Promise<RestXmlAnswer> => {
    const query = new URLSearchParams({ Operation: operation, Resource: arn });
    return send({
      method: 'POST',
      path: `/2020-05-31/tagging?${query}`,
      body: body(operation === 'Tag' ? 'Tags' : 'TagKeys', { Items: content }),
    });
  };
  return {
    properties: ['DistributionConfig', 'Tags'],
    create: async ({ properties, signal, announce }) => {
      const Tag = tagsOf(properties.Tags).map(({ Key, Value }) => ({ Key, Value }));
      const made = await send({
        method: 'POST',
        path: `${PATH}?WithTags`,
        body: body('DistributionConfigWithTags', {
          DistributionConfig: configOf(properties, randomUUID()),
          Tags: { Items: { Tag } },
        }),
      });
      const id = valueIn(made, 'Id');
      announce(id);
      return deployed(id, signal);
    },
    update: async ({ physicalId: id, oldProperties, properties, signal }) => {
      await put(id, (reference) => configOf(properties, reference));
      const arn = valueIn(await look(id), 'ARN');
      await changeTags(oldProperties.Tags, properties.Tags, {
        untag: (Key) => tag(arn, 'Untag', { Key }),
        tag: (tags) => tag(arn, 'Tag', { Tag: tags.map(({ Key, Value }) => ({ Key, Value })) }),
      });
      return deployed(id, signal);
    },
    delete: async ({ physicalId: id, signal }) => {
      try {
        await disable(id);
        await deployed(id, signal);
        const { etag } = await look(id);
        await send({ method: 'DELETE', path: `${PATH}/${id}`, ifMatch: etag });
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    },
  };
}

const valueIn = ({ root }: RestXmlAnswer, ...path: string[]): string => (root && textAt(root, ...path)) ?? '';
