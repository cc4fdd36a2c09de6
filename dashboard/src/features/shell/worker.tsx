'use client';

import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { config } from '@/lib/config';
import { Button } from '@/ui/button';

/** Registers the service worker, and offers a new version of the dashboard when there is one. */
export function Worker() {
  const t = useTranslations('shell');
  const [waiting, setWaiting] = useState<ServiceWorker>();
  useEffect(() => {
    if (!config.features.enableOfflineMode || !('serviceWorker' in navigator)) return;
    navigator.serviceWorker.register('/sw.js').then(
      (registration) => watch(registration, setWaiting),
      // A browser that forbids it has no offline mode, and all else.
      () => undefined,
    );
  }, []);
  if (!waiting) return null;
  const take = () => {
    navigator.serviceWorker.addEventListener('controllerchange', () => window.location.reload(), { once: true });
    waiting.postMessage({ type: 'SKIP_WAITING' });
  };
  return (
    <p role="status" className="flex items-center gap-3 bg-info-soft px-5 py-2 text-info">
      {t('newVersion')}
      <Button size="sm" onClick={take}>
        {t('reload')}
      </Button>
    </p>
  );
}

/** The first version takes over by itself; later ones wait. */
function watch(registration: ServiceWorkerRegistration, found: (worker: ServiceWorker) => void) {
  const offer = () => {
    if (registration.waiting && navigator.serviceWorker.controller) found(registration.waiting);
  };
  offer();
  registration.addEventListener('updatefound', () => registration.installing?.addEventListener('statechange', offer));
}
