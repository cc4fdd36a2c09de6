'use client';

import { type QueryKey, useInfiniteQuery } from '@tanstack/react-query';
import type { Read } from './apiClient';

type Page<T> = { items: T[]; nextCursor: string | null; sequence: number };

export type FetchPage<T> = (cursor: string | undefined, signal: AbortSignal) => Promise<Read<Page<T>>>;

/** A list that is read page by page, each from where the one before ended. */
export function useKeyset<T>(
  queryKey: QueryKey,
  fetchPage: FetchPage<T>,
  options: {
    enabled?: boolean;
    /** ms, or not at all. */
    refetchInterval?: (query: { state: { data?: { pages: Page<T>[] } } }) => number | false;
  } = {},
) {
  const query = useInfiniteQuery({
    queryKey,
    queryFn: async ({ pageParam, signal }) => (await fetchPage(pageParam, signal)).value,
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    ...options,
  });
  return {
    items: query.data?.pages.flatMap((page) => page.items),
    pages: query.data?.pages.length ?? 0,
    sequence: query.data?.pages[0]?.sequence ?? 0,
    error: query.error,
    more: query.hasNextPage,
    fetching: query.isFetching,
    fetchMore: query.fetchNextPage,
    refetch: query.refetch,
  };
}

export type Keyset<T> = ReturnType<typeof useKeyset<T>>;
