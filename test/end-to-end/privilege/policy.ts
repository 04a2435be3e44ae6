/** What a role may do, read from IAM after the install. */
import {
  GetRolePolicyCommand,
  type IAMClient,
  ListAttachedRolePoliciesCommand,
  ListRolePoliciesCommand,
} from '@aws-sdk/client-iam';

/** A condition block: operator → context key → values. */
export type ConditionBlock = Record<string, Record<string, string[]>>;

export interface Statement {
  /** For messages: `policy name: Sid`. */
  name: string;
  actions: string[];
  resources: string[];
  conditions: ConditionBlock;
}

/**
 * Every statement of the role's own policies.
 * @throws Error for what the evaluator does not understand: Deny, NotAction, …
 */
export async function ownStatements(iam: IAMClient, RoleName: string): Promise<Statement[]> {
  const { PolicyNames = [] } = await iam.send(new ListRolePoliciesCommand({ RoleName }));
  const policies = await Promise.all(
    PolicyNames.map(async (PolicyName) => {
      const { PolicyDocument = '' } = await iam.send(new GetRolePolicyCommand({ RoleName, PolicyName }));
      return readDocument(PolicyName, decodeURIComponent(PolicyDocument));
    }),
  );
  return policies.flat();
}

/** The ARNs of the managed policies that the role has. */
export async function managedPolicies(iam: IAMClient, RoleName: string): Promise<string[]> {
  const { AttachedPolicies = [] } = await iam.send(new ListAttachedRolePoliciesCommand({ RoleName }));
  return AttachedPolicies.map(({ PolicyArn = '' }) => PolicyArn);
}

const KNOWN = new Set(['Sid', 'Effect', 'Action', 'Resource', 'Condition']);

export function readDocument(policy: string, document: string): Statement[] {
  const { Statement: statements }: { Statement: Record<string, unknown>[] } = JSON.parse(document);
  return statements.map((statement, position) => {
    const unknown = Object.keys(statement).filter((key) => !KNOWN.has(key));
    if (unknown.length > 0 || statement.Effect !== 'Allow') {
      throw new Error(`${policy}, statement ${position + 1}: only plain Allow statements are understood here`);
    }
    return {
      name: `${policy}: ${statement.Sid ?? position + 1}`,
      actions: texts(statement.Action),
      resources: texts(statement.Resource),
      conditions: Object.fromEntries(
        Object.entries(objectOf(statement.Condition)).map(([operator, keys]) => [
          operator,
          Object.fromEntries(Object.entries(objectOf(keys)).map(([key, values]) => [key, texts(values)])),
        ]),
      ),
    };
  });
}

const texts = (value: unknown): string[] => (Array.isArray(value) ? value : [value]).map(String);

const objectOf = (value: unknown): object => (typeof value === 'object' && value !== null ? value : {});
