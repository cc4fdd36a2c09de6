import type { components, operations } from '@/lib/api.gen';
import { api, read } from '@/lib/apiClient';

type Schemas = components['schemas'];
type Query = operations['compare-campaigns']['parameters']['query'];

export type Change = NonNullable<Query['change']>[number];
export type Difference = Schemas['DNSDifference'] | Schemas['HTTPDifference'];
export type Comparison = {
  items: Difference[];
  nextCursor: string | null;
  sequence: number;
  summary?: Record<string, number>;
};

/** Two runs over REST. The first page tells how many names changed in which way. */
export function compare(id: string, query: Query, signal?: AbortSignal) {
  return read<Comparison>(
    api.GET('/api/v2/campaigns/{id}/compare', { params: { path: { id }, query }, signal }) as never,
  );
}
