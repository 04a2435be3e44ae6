/** What the SDK passes to a middleware about the call, as far as it matters here. */
interface CallContext {
  clientName?: string;
  commandName?: string;
}

type Send<In, Out> = (args: In) => Promise<Out>;

type Middleware = <In, Out>(next: Send<In, Out>, call: CallContext) => Send<In, Out>;

export interface SdkClient {
  middlewareStack: {
    add(middleware: Middleware, options: { step: 'initialize'; name: string; priority: 'high' }): void;
  };
}

/** The call that failed, in AWS's names for people. */
export interface FailedCall {
  service: string;
  operation: string;
}

/**
 * Makes a client's calls throw another error, after all the SDK's own attempts.
 * @param name of the middleware
 * @param translate is given the error and how long the call took, in milliseconds; returns what to throw
 * @returns the client
 */
export function translatingErrors<C extends SdkClient>(
  client: C,
  name: string,
  translate: (error: unknown, call: FailedCall, waited: number) => unknown,
  clock = Date.now,
): C {
  const middleware: Middleware = (next, call) => async (args) => {
    const began = clock();
    try {
      return await next(args);
    } catch (error) {
      throw translate(error, spoken(call), clock() - began);
    }
  };
  // The retries happen inside of this step.
  client.middlewareStack.add(middleware, { step: 'initialize', name, priority: 'high' });
  return client;
}

/** Names of services, where the SDK has another name. */
const SERVICE_NAMES: Readonly<Record<string, string>> = { ElasticLoadBalancingV2: 'Elastic Load Balancing' };

function spoken({ clientName = '', commandName = '' }: CallContext): FailedCall {
  const name = clientName.replace(/Client$/, '');
  return { service: SERVICE_NAMES[name] ?? name, operation: commandName.replace(/Command$/, '') };
}
