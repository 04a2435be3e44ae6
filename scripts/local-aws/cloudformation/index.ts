/** AWS CloudFormation: the API for SDKs and the AWS CLI, and the engine behind it. */

import { setMaxListeners } from 'node:events';
import { isCustomResource } from '../../../handlers/template-language/resource-types';
import { createSdkClients } from '../service/clients';
import { createService } from '../service/operation';
import { AwsError, validationError } from '../wire/errors';
import { queryFormat } from '../wire/format';
import type { AwsRequest, AwsResponse, AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import type { CloudFormationState } from './api/operation';
import { OPERATIONS } from './api/operations';
import { createCustomResource } from './custom-resource/custom-resource';
import { createResponseUrls, type ResponseUrls } from './custom-resource/response-urls';
import { Engine } from './engine/engine';
import { createInvoke, type Invoke } from './invoke';
import { createLookups } from './lookups';
import { createResourceTypes } from './resources';
import type { ResourceType } from './resources/resource-type';
import { type Validate, validateAgainstSchemas } from './schema/validate';
import { StackStore } from './state/stack-store';

export { RESPONSE_PATH, stackOfResponse } from './custom-resource/response-urls';

export interface CloudFormationOptions {
  /** Calls Lambda functions. Default: through the front. */
  invoke?: Invoke;
  /** Validates templates. Default: against AWS's schemas. */
  validate?: Validate;
  /** Resource types that are added to the emulated ones, or replace them. */
  types?: ReadonlyMap<string, ResourceType>;
}

export interface CloudFormationService {
  /** Answers requests with the signing name `cloudformation`. */
  service: AwsService;
  /** Takes what custom resources send below RESPONSE_PATH. */
  respond(request: AwsRequest): Promise<AwsResponse>;
}

const XMLNS = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

export function createCloudFormation(world: LocalWorld, options: CloudFormationOptions = {}): CloudFormationService {
  // Everything that waits listens for the end of the world. Node reports more than ten listeners as a leak.
  setMaxListeners(0, world.signal);
  const responseUrls = createResponseUrls(world);
  return {
    service: createService({
      format: queryFormat(XMLNS),
      operations: OPERATIONS,
      createState: (region) => createState(world, region, responseUrls, options),
      refuse: ({ operation }) => new AwsError('InvalidAction', `The embedded AWS does not provide ${operation}`),
    }),
    respond: (request) => responseUrls.receive(request),
  };
}

/** Every region has its own stacks, macros and clients. */
function createState(
  world: LocalWorld,
  region: string,
  responseUrls: ResponseUrls,
  options: CloudFormationOptions,
): CloudFormationState {
  const clients = createSdkClients(world, region, 'cloudformation');
  const lookups = createLookups(clients);
  const { invoke = createInvoke(clients), validate = validateAgainstSchemas } = options;
  const store = new StackStore();
  const provided = createResourceTypes({ clients, world, macros: store.macros });
  const types = new Map([...provided, ...(options.types ?? [])]);
  const custom = createCustomResource({ responseUrls, invoke, minuteMs: world.minuteMs });
  const typeOf = (type: string): ResourceType => {
    const found = types.get(type) ?? (isCustomResource(type) ? custom : undefined);
    if (found === undefined) throw validationError(`The embedded AWS does not provide ${type}`);
    return found;
  };
  const engine = new Engine({ world, store, typeOf, lookUp: lookups.dynamicReference });
  return { accountId: world.accountId, region, now: world.now, store, engine, lookups, invoke, validate, types };
}
