import { TestEnvironment } from 'jest-environment-node';

declare global {
  var outside: { specification(): Specification; validator(): Validator };
}

/**
 * Node.js for tests. Jest loads every module anew for each test file. Two packages take a second or more of computing
 * to start, and half of the test files need them. So they are started outside of Jest's sandbox, once for all test files
 * of a worker, and their shims in this folder take the place of the packages.
 */
export default class extends TestEnvironment {
  constructor(...args: ConstructorParameters<typeof TestEnvironment>) {
    super(...args);
    Object.assign(this.global, { outside: { specification, validator } });
  }
}

type Specification = typeof import('@aws-cdk/aws-service-spec');

let loaded: Specification | undefined;

/** AWS's resource specification. Nobody changes it. */
function specification(): Specification {
  if (!loaded) {
    const original: Specification = require('@aws-cdk/aws-service-spec');
    const database = original.loadAwsServiceSpecSync();
    loaded = { ...original, loadAwsServiceSpecSync: () => database };
  }
  return loaded;
}

const VALIDATOR = '@aws/cloudformation-validate';
type Validator = typeof import('@aws/cloudformation-validate');

let sound: Validator | undefined;

/** AWS's validator. An instance without settings of its own serves everybody until it throws. */
function validator(): Validator {
  if (!sound) {
    const original: Validator = require(VALIDATOR);
    sound = {
      ...original,
      CelEngine: serving(original.CelEngine),
      SchemaValidator: serving(original.SchemaValidator),
    };
  }
  return sound;
}

function serving<T extends object, Class extends new (...settings: never[]) => T>(original: Class): Class {
  let instance: T | undefined;
  return new Proxy(original, {
    construct(target, settings) {
      if (settings.length > 0) return Reflect.construct(target, settings);
      instance ??= watched(Reflect.construct(target, []), () => {
        // Whatever else this copy of the WebAssembly module holds may be broken as well: the next file gets a new copy.
        instance = undefined;
        sound = undefined;
        delete require.cache[require.resolve(VALIDATOR)];
      });
      return instance as T;
    },
  });
}

/** @param broken is called when a method throws */
function watched<T extends object>(instance: T, broken: () => void): T {
  return new Proxy(instance, {
    get(target, name) {
      const value = Reflect.get(target, name);
      if (name === 'free') return () => undefined;
      if (typeof value !== 'function') return value;
      return (...args: unknown[]) => {
        try {
          return value.apply(target, args);
        } catch (error) {
          broken();
          throw error;
        }
      };
    },
  });
}
