import './zodConfig';
import { z } from 'zod';

/**
 * The check of a form by the rules of the API itself: `schema` is one of
 * ./schemas, which are made from docs/openapi.yaml. What only the server knows,
 * as names that are taken, comes back as field errors, see form.ts.
 */
export function schemaOf(schema: unknown) {
  return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
}
