'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { recogniseAgain } from '@/features/session/recognise';
import { config } from '@/lib/config';
import { followAll } from '@/lib/live';
import { type FeedMessage, websocketService } from '@/lib/websocketService';
import { Badge } from '@/ui/badge';

type Listener = (message: FeedMessage) => void;

const Context = createContext<(listener: Listener) => () => void>(() => () => undefined);

/** Hears every message of the feed that the person may read, as long as the component is shown. */
export function useFeed(listener: Listener) {
  const hear = useContext(Context);
  const latest = useRef(listener);
  latest.current = listener;
  useEffect(() => hear((message) => latest.current(message)), [hear]);
}

export function useFeedState() {
  return useSyncExternalStore(
    websocketService.observe,
    () => websocketService.state,
    () => 'connecting' as const,
  );
}

/** Connects the feed while somebody is signed in. */
export function Connection({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const { state } = useAuth();
  const id = state.kind === 'somebody' && !state.user.mustChangePassword ? state.user.id : undefined;
  const listeners = useRef(new Set<Listener>());
  const [hear] = useState(() => (listener: Listener) => {
    listeners.current.add(listener);
    return () => void listeners.current.delete(listener);
  });
  useEffect(() => {
    if (!id || !config.features.enableRealTimeUpdates) return;
    // The feed begins again with the rights that the person has by now.
    websocketService.connect(undefined, () => recogniseAgain().then(websocketService.reconnect));
    const stop = followAll(client, (message) => {
      if (message.type.startsWith('user.') && message.data.userId === id) recogniseAgain();
      for (const listener of listeners.current) listener(message);
    });
    return () => {
      stop();
      websocketService.disconnect();
    };
  }, [id, client]);
  return <Context.Provider value={hear}>{children}</Context.Provider>;
}

const tones = { live: 'good', connecting: 'quiet', stale: 'warn' } as const;

/** Whether what is shown is now. */
export function ConnectionBadge() {
  const t = useTranslations('shell');
  const state = useFeedState();
  const since = useSince(state === 'live');
  const format = useFormatter();
  return (
    <span
      role="status"
      title={state === 'stale' ? t('staleSince', { time: format.dateTime(since, { timeStyle: 'medium' }) }) : undefined}
    >
      <Badge tone={tones[state]} dot={state === 'live'}>
        {t(state)}
      </Badge>
    </span>
  );
}

/** The last moment at which something was true. */
export function useSince(holds: boolean) {
  const [since, setSince] = useState(() => new Date());
  useEffect(() => {
    if (holds) return () => setSince(new Date());
  }, [holds]);
  return since;
}
