'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { components } from '@/lib/api.gen';
import { isOnline, observeOnline } from '@/lib/online';
import { type Ended, tokenManager } from '@/lib/tokenManager';
import { followPerson, followRefusals } from './person';
import { recognise, recogniseAgain } from './recognise';

export type Self = components['schemas']['Self'];
export type Permission = components['schemas']['Grant']['permissions'][number];

export type Person = { user: Self; permissions: Permission[] };

/** `unknown` until the cookie has been tried. `ended`: somebody was here until now. */
export type State =
  | { kind: 'unknown' }
  | { kind: 'nobody'; setupRequired: boolean; ended?: Ended }
  | ({ kind: 'somebody' } & Person);

type Auth = {
  state: State;
  may: (permission: Permission) => boolean;
};

const AuthContext = createContext<Auth>({ state: { kind: 'unknown' }, may: () => false });

export function useAuth() {
  return useContext(AuthContext);
}

/** The person of this page. Only where ProtectedRoute has let somebody in. */
export function useSelf(): Self {
  const { state } = useAuth();
  if (state.kind !== 'somebody') throw new Error('nobody has signed in');
  return state.user;
}

/** Knows who uses the page and what they may by now, in all tabs of the browser at once. */
export function AuthProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<State>({ kind: 'unknown' });
  useEffect(() => {
    const stops = [followPerson(client, setState), followRefusals(client, recogniseAgain), tokenManager.start()];
    const online = () => {
      // Opened without a network, the page has no token yet.
      if (isOnline() && !tokenManager.token) tokenManager.refresh().catch(() => undefined);
    };
    recognise().then((found) => {
      if (tokenManager.token) return;
      setState(found);
      if (found.kind === 'somebody') stops.push(observeOnline(online));
    });
    return () => {
      for (const stop of stops) stop();
    };
  }, [client]);
  const auth = useMemo<Auth>(
    () => ({ state, may: (permission) => state.kind === 'somebody' && state.permissions.includes(permission) }),
    [state],
  );
  return <AuthContext.Provider value={auth}>{children}</AuthContext.Provider>;
}
