import type { components, operations } from '@/lib/api.gen';
import { api, command, read } from '@/lib/apiClient';

export type NatsUser = components['schemas']['NATSUser'];
export type NatsUserQuery = NonNullable<operations['list-nats-users']['parameters']['query']>;
export type CreateNatsUser = components['schemas']['CreateNATSUser'];
export type CreatedNatsUser = Awaited<ReturnType<typeof natsUserService.create>>;

/** Programs outside that read the log over NATS. Their seed is in the answer to `create` and nowhere else. */
export const natsUserService = {
  list: (query: NatsUserQuery, signal?: AbortSignal) =>
    read(api.GET('/api/v2/nats-users', { params: { query }, signal })),

  create: (body: CreateNatsUser) => command(api.POST('/api/v2/nats-users', { body })),

  revoke: (id: string) => command(api.DELETE('/api/v2/nats-users/{id}', { params: { path: { id } } })),
};
