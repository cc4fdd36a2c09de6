'use client';

import { useSyncExternalStore } from 'react';

function observe(changed: () => void) {
  window.addEventListener('online', changed);
  window.addEventListener('offline', changed);
  return () => {
    window.removeEventListener('online', changed);
    window.removeEventListener('offline', changed);
  };
}

/** Whether the browser has a network. That the server answers is another question. */
export function useOnline() {
  return useSyncExternalStore(
    observe,
    () => navigator.onLine,
    () => true,
  );
}
