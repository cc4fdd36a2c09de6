import './zodConfig';
import { zodResolver } from '@hookform/resolvers/zod';
import type { FieldValues, Resolver } from 'react-hook-form';
import { z } from 'zod';

/**
 * The check of a form by the rules of the API itself: `schema` is one of
 * ./schemas, which are made from docs/openapi.yaml. What only the server knows,
 * as names that are taken, comes back as field errors, see form.ts.
 */
export function resolverOf<T extends FieldValues>(schema: unknown): Resolver<T> {
  const rules = z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
  return zodResolver(rules as never) as unknown as Resolver<T>;
}
