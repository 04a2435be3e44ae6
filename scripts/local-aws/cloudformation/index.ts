/** AWS CloudFormation: the API that SDKs and the AWS CLI speak, and the engine behind it. */
import { setMaxListeners } from 'node:events';
import { createService } from '../service/operation';
import { AwsError } from '../wire/errors';
import { queryFormat } from '../wire/format';
import type { AwsRequest, AwsResponse, AwsService } from '../wire/messages';
import type { LocalWorld } from '../world';
import { type Account, createAccount, type Invoke } from './account';
import type { CloudFormationState } from './api/operation';
import { OPERATIONS } from './api/operations';
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
  return {
    service: createService({
      format: queryFormat(XMLNS),
      operations: OPERATIONS,
      createState: (region) => createState(world, region, answers, options),
      refuse: ({ operation }) => new AwsError('InvalidAction', `The embedded AWS does not provide ${operation}`),
    }),
    respond: (request) => answers.receive(request),
  };
}

/** Every region has stacks, macros and clients of its own. */
function createState(
  world: LocalWorld,
  region: string,
  answers: Answers,
  options: CloudFormationOptions,
): CloudFormationState {
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
