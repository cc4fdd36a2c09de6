'use client';

import { onlineManager } from '@tanstack/react-query';
import { useSyncExternalStore } from 'react';

/** How often an unreachable server is tried, in ms. */
const pace = 5_000;

let reached = true;
let probing = false;
const observers = new Set<() => void>();

/**
 * Whether the server is there: what the browser says of its network, and what
 * became of the last request. Reads that wait for it run when it is back.
 */
export function noteReached(now: boolean) {
  if (!now && !probing && observers.size > 0) {
    probing = true;
    setTimeout(probe, pace);
  }
  if (now === reached) return;
  reached = now;
  onlineManager.setOnline(now);
  for (const observer of observers) observer();
}

async function probe() {
  probing = false;
  const answer = await fetch('/ping', { cache: 'no-store' }).catch(() => undefined);
  noteReached(answer !== undefined);
}

const lost = () => noteReached(false);

export function observeOnline(observer: () => void) {
  if (observers.size === 0) {
    window.addEventListener('online', probe);
    window.addEventListener('offline', lost);
  }
  observers.add(observer);
  return () => {
    observers.delete(observer);
    if (observers.size > 0) return;
    window.removeEventListener('online', probe);
    window.removeEventListener('offline', lost);
  };
}

export function isOnline() {
  return reached;
}

export function useOnline() {
  return useSyncExternalStore(observeOnline, isOnline, () => true);
}
