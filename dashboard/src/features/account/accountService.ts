import type { components, operations } from '@/lib/api.gen';
import { api, command, read } from '@/lib/apiClient';

export type Session = components['schemas']['Session'];
export type ApiKey = components['schemas']['APIKey'];
export type CreateApiKey = components['schemas']['CreateAPIKey'];
type KeyQuery = NonNullable<operations['list-api-keys']['parameters']['query']>;

const at = (id: string) => ({ params: { path: { id } } });

/** Where the person is signed in. */
export const sessionService = {
  list: (signal?: AbortSignal) => read(api.GET('/api/v2/auth/sessions', { signal })),

  end: (id: string) => command(api.DELETE('/api/v2/auth/sessions/{id}', at(id))),
};

/** The API keys of the person. A key itself is in the answer to `create` and nowhere else. */
export const apiKeyService = {
  list: (query: KeyQuery, signal?: AbortSignal) => read(api.GET('/api/v2/api-keys', { params: { query }, signal })),

  create: (body: CreateApiKey) => command(api.POST('/api/v2/api-keys', { body })),

  revoke: (id: string) => command(api.DELETE('/api/v2/api-keys/{id}', at(id))),
};
