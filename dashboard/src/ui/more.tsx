'use client';

import { useTranslations } from 'use-intl';
import { Button } from './button';

type Props = { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => unknown };

/** Loads the next page of a list, where there is one. */
export function More({ hasNextPage, isFetchingNextPage, fetchNextPage }: Props) {
  const t = useTranslations('words');
  if (!hasNextPage) return null;
  return (
    <div className="flex justify-center p-4">
      <Button onClick={() => fetchNextPage()} disabled={isFetchingNextPage}>
        {t('more')}
      </Button>
    </div>
  );
}
