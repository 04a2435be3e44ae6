import { report } from '../template-language/findings';
import { expand } from './expand';

/** The request that CloudFormation sends to a macro. */
export interface MacroEvent {
  requestId: string;
  region: string;
  accountId: string;
  /** The template without its `Transform`. */
  fragment: unknown;
  templateParameterValues?: unknown;
  transformId?: string;
  params?: unknown;
}

export interface MacroResponse {
  requestId: string;
  status: 'success' | 'failure';
  fragment: unknown;
  errorMessage?: string;
}

/** Answers CloudFormation with the processed template, or with everything that is wrong with it. */
export async function handler(event: MacroEvent): Promise<MacroResponse> {
  const { requestId, fragment } = event;
  try {
    const result = expand(event);
    if (result.ok) return { requestId, status: 'success', fragment: result.template };
    return { requestId, status: 'failure', fragment, errorMessage: report(result.findings) };
  } catch (error) {
    const cause = error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown error';
    const errorMessage = `The macro failed because of a bug in the macro (${cause}). The template was not changed.`;
    return { requestId, status: 'failure', fragment, errorMessage };
  }
}
