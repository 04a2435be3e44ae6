import { createFunctions } from './aws/lambda';
import type { ResourceHandlers } from './protocol/run';
import { createDoctor, createHandlers } from './service-handlers';

/** The gateway, put together for this process. */
export interface Gateway {
  handlers: ResourceHandlers;
  /** @param event what the schedule or `cfn-express doctor` sent */
  checkUp(event: unknown): Promise<unknown>;
  invoke(functionArn: string, event: object): Promise<void>;
}

/** @throws what `createHandlers` throws of an environment that lacks something. */
export const createGateway = (env: NodeJS.ProcessEnv): Gateway => ({
  handlers: createHandlers(env),
  checkUp: (event) => createDoctor(env)(event),
  invoke: createFunctions().invoke,
});
