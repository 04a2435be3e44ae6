import { isObject } from '../../../../handlers/template-language/json';
import type { GetSecretValue } from '../containers/secrets';
import type { EcsRegion } from '../region';

/** Asks Secrets Manager through the front. One operation does not make its SDK client worth a dependency. */
export function secretsManager({ endpoint }: EcsRegion['world'], region: string): GetSecretValue {
  return async (request) => {
    const response = await fetch(endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.1',
        'x-amz-target': 'secretsmanager.GetSecretValue',
        authorization: `AWS4-HMAC-SHA256 Credential=ecs/20150101/${region}/secretsmanager/aws4_request, SignedHeaders=host, Signature=0`,
      },
      body: JSON.stringify(request),
    });
    const answer: unknown = await response.json();
    const { SecretString, __type: type } = isObject(answer) ? answer : {};
    if (typeof SecretString === 'string') return SecretString;
    const error = new Error('GetSecretValue gave no SecretString');
    error.name = typeof type === 'string' ? type : 'InvalidRequestException';
    throw error;
  };
}
