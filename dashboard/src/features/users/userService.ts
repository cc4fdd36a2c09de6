import type { components, operations } from '@/lib/api.gen';
import { api, command, read } from '@/lib/apiClient';

export type User = components['schemas']['User'];
export type UserQuery = NonNullable<operations['list-users']['parameters']['query']>;
export type CreateUser = components['schemas']['CreateUser'];
export type UpdateUser = components['schemas']['UpdateUser'];

const at = (id: string) => ({ params: { path: { id } } });

/** Users over REST. One-time passwords are in the answer to the command and nowhere else. */
export const userService = {
  list: (query: UserQuery, signal?: AbortSignal) => read(api.GET('/api/v2/admin/users', { params: { query }, signal })),

  get: (id: string, signal?: AbortSignal) => read(api.GET('/api/v2/admin/users/{id}', { ...at(id), signal })),

  roles: (signal?: AbortSignal) => read(api.GET('/api/v2/admin/roles', { signal })),

  create: (body: CreateUser) => command(api.POST('/api/v2/admin/users', { body })),

  update: (id: string, body: UpdateUser) => command(api.PUT('/api/v2/admin/users/{id}', { ...at(id), body })),

  resetPassword: (id: string) => command(api.POST('/api/v2/admin/users/{id}/reset-password', at(id))),

  revokeSessions: (id: string) => command(api.POST('/api/v2/admin/users/{id}/revoke-sessions', at(id))),

  delete: (id: string) => command(api.DELETE('/api/v2/admin/users/{id}', at(id))),
};
