'use client';

import { useSyncExternalStore } from 'react';

/** When the server gave the last answer that is shown, also where a cache repeated it. */
let answered: Date | undefined;
const observers = new Set<() => void>();

export function noteAnswered(response: Response) {
  const date = new Date(response.headers.get('Date') ?? '');
  if (Number.isNaN(date.getTime())) return;
  answered = date;
  for (const observer of observers) observer();
}

function observe(observer: () => void) {
  observers.add(observer);
  return () => observers.delete(observer);
}

export function useAnswered(): Date | undefined {
  return useSyncExternalStore(
    observe,
    () => answered,
    () => undefined,
  );
}
