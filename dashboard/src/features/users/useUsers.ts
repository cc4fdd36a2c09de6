'use client';

import { useQuery } from '@tanstack/react-query';
import { useAuth } from '@/features/session/auth';
import type { Role } from '@/features/session/permissions';
import { fresh, usePages } from '@/lib/pages';
import { type UserQuery, userService } from './userService';

/** The users that a filter leaves, page after page. */
export function useUsers(filter: UserQuery) {
  return usePages(['users', 'list', filter], (page, signal) => userService.list({ ...filter, ...page }, signal), fresh);
}

export function useUser(id: string) {
  return useQuery({ queryKey: ['users', 'one', id], queryFn: ({ signal }) => userService.get(id, signal) });
}

/** What people are called, by their id. Only who may see users learns it; of more than 1,000 the last made are known. */
export function useNames(): (id: string) => string | undefined {
  const { may } = useAuth();
  const { data } = useQuery({
    queryKey: ['users', 'names'],
    queryFn: ({ signal }) => userService.list({ limit: 1_000, sort: '-createdAt' }, signal),
    enabled: may('users:manage'),
    select: ({ value }) => new Map(value.items.map(({ id, firstName, lastName }) => [id, `${firstName} ${lastName}`])),
  });
  return (id) => data?.get(id);
}

/** What each role allows. Roles are fixed. */
export function useRoles() {
  return useQuery({
    queryKey: ['roles'],
    queryFn: ({ signal }) => userService.roles(signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
}

/** Whether the person may grant a role: nobody gives a permission that they lack. */
export function useMayGrant(): (role: Role) => boolean {
  const { may } = useAuth();
  const roles = useRoles().data?.value.items ?? [];
  return (name) => roles.find((role) => role.name === name)?.permissions.every(may) ?? false;
}
