'use client';

import { useQueries } from '@tanstack/react-query';
import { useCallback, useState } from 'react';
import { type Kind, listResults, type Result } from './resultService';

/** How many places one page is for. */
const size = 200;

/**
 * The results of a campaign by their places: any of millions at once, since a
 * page begins at an ordinal. A place whose name was skipped, or has no result
 * yet, has none. Only the pages that are seen are asked for, and asked again
 * when the feed tells of progress.
 */
export function useOrdinals(kind: Kind, id: string, enabled: boolean) {
  const [[first, last], setWindow] = useState([0, 0]);
  const onWindow = useCallback((first: number, last: number) => setWindow([first, last]), []);
  const pages = enabled ? pagesOf(first, last) : [];
  const { found, error } = useQueries({
    queries: pages.map((page) => ({
      queryKey: [`results:${id}`, kind, page],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await listResults(kind, id, { fromOrdinal: page * size, limit: size }, signal)).value,
    })),
    combine: (answers) => ({
      found: new Map(
        answers.flatMap((answer, i) => (answer.data ? [[pages[i] ?? 0, byOrdinal(answer.data.items)] as const] : [])),
      ),
      error: answers.find((answer) => answer.error)?.error ?? null,
    }),
  });
  const row = useCallback(
    (index: number): Result | null | undefined => {
      const page = found.get(Math.floor(index / size));
      return page ? (page.get(index) ?? null) : undefined;
    },
    [found],
  );
  return { row, onWindow, error };
}

function pagesOf(first: number, last: number): number[] {
  const [from, to] = [Math.floor(first / size), Math.floor(Math.max(first, last) / size)];
  return Array.from({ length: to - from + 1 }, (_, i) => from + i);
}

function byOrdinal(items: Result[]) {
  return new Map(items.map((item) => [item.ordinal, item]));
}
