'use client';

import { WifiOff } from 'lucide-react';
import { useSyncExternalStore } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useSince } from './connection';

function observe(changed: () => void) {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

export function useOnline() {
  return useSyncExternalStore(
    observe,
    () => navigator.onLine,
    () => true,
  );
}

/** Says that there is no network, and of when what is shown is. */
export function OfflineBanner() {
  const t = useTranslations('shell');
  const format = useFormatter();
  const online = useOnline();
  const since = useSince(online);
  if (online) return null;
  return (
    <p role="status" className="flex items-center gap-2 bg-warn-soft px-5 py-2 text-warn">
      <WifiOff aria-hidden className="size-4 shrink-0" />
      {t('offline', { time: format.dateTime(since, { dateStyle: 'short', timeStyle: 'short' }) })}
    </p>
  );
}
