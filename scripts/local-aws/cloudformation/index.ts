/** AWS CloudFormation: the API that SDKs and the AWS CLI speak, and the engine behind it. */
import { setMaxListeners } from 'node:events';
import { AwsError } from '../wire/errors';
import type { AwsRequest, AwsResponse, AwsService } from '../wire/messages';
import { parseQuery } from '../wire/query';
import { queryResponse } from '../wire/xml';
import type { LocalWorld } from '../world';
import { type Account, createAccount, type Invoke } from './account';
import type { Office } from './api/office';
import { operations } from './api/operations';
import { createClients } from './clients';
import { type Answers, createAnswers } from './custom-resource/answers';
import { createCustomResource } from './custom-resource/custom-resource';
import { Engine } from './engine/engine';
import { validationError } from './errors';
import { createResourceTypes } from './resources';
import type { ResourceType } from './resources/resource-type';
import { isCustomResource } from './resources/resource-type';
import { type Validate, validateAgainstSchemas } from './schema/validate';
import { Store } from './state/store';

export { RESPONSE_PATH, stackOfAnswer } from './custom-resource/answers';

export interface CloudFormationOptions {
  /** Calls Lambda functions; by default through the front. */
  invoke?: Invoke;
  /** Holds templates against AWS's schemas; by default it does. */
  validate?: Validate;
  /** More resource types, or others in place of those that are provided. */
  types?: ReadonlyMap<string, ResourceType>;
}

export interface CloudFormation {
  /** Answers requests with the signing name `cloudformation`. */
  service: AwsService;
  /** Answers what custom resources send below RESPONSE_PATH. */
  respond(request: AwsRequest): Promise<AwsResponse>;
}

const XMLNS = 'http://cloudformation.amazonaws.com/doc/2010-05-15/';

export function createCloudFormation(world: LocalWorld, options: CloudFormationOptions = {}): CloudFormation {
  // Everything that waits listens for the world's end: more than the ten listeners that Node takes for a leak.
  setMaxListeners(0, world.signal);
  const answers = createAnswers(() => world.endpoint);
  const offices = new Map<string, Office>();
  const officeOf = (region: string): Office => {
    const office = offices.get(region) ?? openOffice(world, region, answers, options);
    offices.set(region, office);
    return office;
  };
  return {
    service: async (request) => {
      const query = parseQuery(request.body);
      const operation = operations.get(request.operation ?? '');
      if (request.operation === undefined || operation === undefined) {
        throw new AwsError('InvalidAction', `The embedded AWS does not provide ${request.operation}`, 400);
      }
      return queryResponse(request.operation, XMLNS, await operation(query, officeOf(request.region)));
    },
    respond: (request) => answers.receive(request),
  };
}

/** Every region has stacks, macros and clients of its own. */
function openOffice(world: LocalWorld, region: string, answers: Answers, options: CloudFormationOptions): Office {
  const clients = createClients(world, region);
  const account: Account = createAccount(clients, options.invoke);
  const store = new Store();
  const provided = createResourceTypes({ clients, world, macros: store.macros });
  const types = new Map([...provided, ...(options.types ?? [])]);
  const custom = createCustomResource({ answers, invoke: account.invoke, minuteMs: world.minuteMs });
  const typeOf = (type: string): ResourceType => {
    const found = types.get(type) ?? (isCustomResource(type) ? custom : undefined);
    if (found === undefined) throw validationError(`The embedded AWS does not provide ${type}`);
    return found;
  };
  const engine = new Engine({ world, store, typeOf, lookUp: account.lookUp });
  const { validate = validateAgainstSchemas } = options;
  return { accountId: world.accountId, region, store, engine, account, validate, types };
}
