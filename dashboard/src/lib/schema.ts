import './zodConfig';
import { z } from 'zod';

/** What is wrong with one field, by the path as the API writes it: `rules[2].pattern`. */
export type Fault = { field: string; code: FaultCode; limit?: number };
export type FaultCode =
  | 'required'
  | 'too_short'
  | 'too_long'
  | 'too_few'
  | 'too_many'
  | 'too_small'
  | 'too_big'
  | 'invalid';

/**
 * Checks a body by the rules of the API itself: `schema` is one of ./schemas,
 * which are made from docs/openapi.yaml. What only the server knows, as names
 * that are taken, comes back as field errors.
 */
export function faultsOf(schema: unknown, body: unknown): Fault[] {
  const { error } = z
    .fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0])
    .safeParse(body, { reportInput: true });
  return (error?.issues ?? []).map((issue) => ({ field: pathOf(issue.path), ...codeOf(issue) }));
}

function pathOf(path: PropertyKey[]) {
  return path
    .map((part, i) => (typeof part === 'number' ? `[${part}]` : `${i === 0 ? '' : '.'}${String(part)}`))
    .join('');
}

function codeOf(issue: z.core.$ZodIssue): Omit<Fault, 'field'> {
  if (issue.code === 'invalid_type' && issue.input === undefined) return { code: 'required' };
  if (issue.code === 'too_small') {
    const limit = Number(issue.minimum);
    if (issue.origin === 'string') return limit === 1 ? { code: 'required' } : { code: 'too_short', limit };
    return issue.origin === 'array'
      ? { code: limit === 1 ? 'required' : 'too_few', limit }
      : { code: 'too_small', limit };
  }
  if (issue.code === 'too_big') {
    const limit = Number(issue.maximum);
    if (issue.origin === 'string') return { code: 'too_long', limit };
    return { code: issue.origin === 'array' ? 'too_many' : 'too_big', limit };
  }
  return { code: 'invalid' };
}
