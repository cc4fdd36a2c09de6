'use client';

import { useQuery } from '@tanstack/react-query';
import { WifiOff } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { api, read } from '@/lib/apiClient';
import { useAnswered } from '@/lib/freshness';
import { useOnline } from '@/lib/online';

/** Says that there is no network, and of when what is shown is. */
export function OfflineBanner() {
  const t = useTranslations('shell');
  const format = useFormatter();
  const online = useOnline();
  const answered = useAnswered();
  // Without a network, this answer tells who the person is, see auth.tsx.
  useQuery({ queryKey: ['me'], queryFn: ({ signal }) => read(api.GET('/api/v2/me', { signal })) });
  if (online) return null;
  return (
    <p role="status" className="flex items-center gap-2 bg-warn-soft px-5 py-2 text-warn">
      <WifiOff aria-hidden className="size-4 shrink-0" />
      {t('offline', { time: format.dateTime(answered ?? new Date(), { dateStyle: 'short', timeStyle: 'medium' }) })}
    </p>
  );
}
