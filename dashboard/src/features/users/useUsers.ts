'use client';

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useAuth } from '@/features/session/auth';
import type { Role } from '@/features/session/permissions';
import { type UserQuery, userService } from './userService';

const pageSize = 50;

/** The users that a filter leaves, page after page. */
export function useUsers(filter: UserQuery) {
  const query = useInfiniteQuery({
    queryKey: ['users', 'list', filter],
    queryFn: ({ pageParam, signal }) => userService.list({ ...filter, limit: pageSize, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.value.nextCursor ?? undefined,
  });
  const users = query.data?.pages.flatMap((page) => page.value.items);
  const { isFetching, hasNextPage, fetchNextPage } = query;
  // A filtered page may be empty, and others follow.
  const goOn = users?.length === 0 && hasNextPage && !isFetching;
  useEffect(() => {
    if (goOn) fetchNextPage();
  }, [goOn, fetchNextPage]);
  return { ...query, users: goOn || (users?.length === 0 && isFetching) ? undefined : users };
}

export function useUser(id: string) {
  return useQuery({ queryKey: ['users', 'one', id], queryFn: ({ signal }) => userService.get(id, signal) });
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
