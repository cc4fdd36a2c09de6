'use client';

import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import type { Read } from './apiClient';

const limit = 50;

/** For lists with something that no event tells of, as the last use of a key. */
export const fresh = { staleTime: 0, refetchOnWindowFocus: true };

type Page<T> = { items: T[]; nextCursor: string | null };
type Place = { limit: number; cursor?: string };

/** A list of the API, page after page. `items` are those of all pages that were read so far. */
export function usePages<T>(
  queryKey: QueryKey,
  load: (place: Place, signal: AbortSignal) => Promise<Read<Page<T>>>,
  options?: Partial<typeof fresh>,
) {
  const query = useInfiniteQuery({
    ...options,
    queryKey,
    queryFn: ({ pageParam, signal }) => load({ limit, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.value.nextCursor ?? undefined,
  });
  const { isFetching, hasNextPage, fetchNextPage, isFetchNextPageError } = query;
  const items = query.data?.pages.flatMap((page) => page.value.items);
  // A filtered page may be empty, and others follow.
  const searching = items?.length === 0 && hasNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (searching && !isFetching) fetchNextPage();
  }, [searching, isFetching, fetchNextPage]);
  return { ...query, items: searching ? undefined : items };
}
