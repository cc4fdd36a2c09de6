'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button';
import { Failure, Loading } from './state';

type Props<T> = {
  items: T[] | undefined;
  error: unknown;
  more: boolean;
  fetching: boolean;
  fetchMore: () => void;
  refetch: () => void;
  empty: ReactNode;
  children: (items: T[]) => ReactNode;
};

/** What a list shows while it loads, when it fails, when it is empty, and how it goes on. */
export function List<T>({ items, error, more, fetching, fetchMore, refetch, empty, children }: Props<T>) {
  const t = useTranslations('words');
  if (error && !items) return <Failure error={error} retry={refetch} className="m-4" />;
  if (!items) return <Loading />;
  return (
    <>
      {error !== null && <Failure error={error} retry={refetch} className="m-4" />}
      {items.length === 0 && !more ? empty : children(items)}
      {more && (
        <div className="flex justify-center border-t border-line p-3">
          <Button size="sm" disabled={fetching} onClick={fetchMore}>
            {t('more')}
          </Button>
        </div>
      )}
    </>
  );
}
