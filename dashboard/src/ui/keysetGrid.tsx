'use client';

import { type ComponentProps, type ReactNode, useCallback } from 'react';
import { useTranslations } from 'use-intl';
import { type FetchPage, useKeyset } from '@/lib/useKeyset';
import { Button } from './button';
import { RowGrid } from './rowGrid';
import { Failure } from './state';

/** How near to the end the next page is asked for, in rows. */
const ahead = 40;
/** Pages that are read again by themselves while rows are added; who has read on is not disturbed. */
const lively = 2;
/** How often, in ms. */
const pace = 2_000;

type Props<T> = Pick<ComponentProps<typeof RowGrid<T>>, 'label' | 'columns' | 'onOpen'> & {
  queryKey: readonly unknown[];
  fetchPage: FetchPage<T>;
  /** Whether rows are being added. */
  going: boolean;
  /** The sequence of the last that is known to have happened to the rows: an older reading lacks some. */
  heard: number;
  /** What stands for no rows. */
  empty: ReactNode;
};

/**
 * A table that is read page after page. While rows are added, its first pages
 * are read again and again; who has read on is told, and asks for it. Once no
 * more are added, all that was read is read once more: the last rows come with
 * the end.
 */
export function KeysetGrid<T>({ label, columns, onOpen, queryKey, fetchPage, going, heard, empty }: Props<T>) {
  const list = useKeyset(queryKey, fetchPage, {
    refetchInterval: ({ state }) => {
      const pages = state.data?.pages ?? [];
      const again = going ? pages.length <= lively : (pages[0]?.sequence ?? 0) < heard;
      return again && pace;
    },
  });
  const items = list.items ?? [];
  const { more, fetching, fetchMore } = list;
  const wanted = more && !fetching && !list.error;
  const onWindow = useCallback(
    (_: number, last: number) => {
      if (wanted && last >= items.length - ahead) fetchMore();
    },
    [wanted, fetchMore, items.length],
  );
  const failure = list.error && <Failure error={list.error} retry={list.refetch} className="m-4" />;
  if (failure && !list.items) return failure;
  if (list.items?.length === 0 && !more) return failure ?? empty;
  return (
    <>
      {failure}
      {going && list.pages > lively && <MayBeOld readAgain={list.refetch} />}
      <RowGrid
        label={label}
        columns={columns}
        count={items.length + (more || !list.items ? 1 : 0)}
        row={(index) => items[index]}
        onWindow={onWindow}
        onOpen={onOpen}
      />
    </>
  );
}

function MayBeOld({ readAgain }: { readAgain: () => void }) {
  const t = useTranslations('words');
  return (
    <p className="flex items-center gap-2 border-b border-line px-4 py-1.5 text-[13px] text-muted">
      {t('mayBeOld')}
      <Button variant="link" size="inline" onClick={() => readAgain()}>
        {t('readAgain')}
      </Button>
    </p>
  );
}
