'use client';

import { useQueryClient } from '@tanstack/react-query';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import type { components } from '@/lib/api.gen';
import { api, read } from '@/lib/apiClient';
import { NoAnswerError } from '@/lib/apiError';
import { authService } from '@/lib/authService';
import { tokenManager } from '@/lib/tokenManager';

export type Self = components['schemas']['Self'];
export type Permission = components['schemas']['Grant']['permissions'][number];

type Person = { user: Self; permissions: Permission[] };

/** `unknown` until the cookie has been tried. */
type State = { kind: 'unknown' } | { kind: 'nobody'; setupRequired: boolean } | ({ kind: 'somebody' } & Person);

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

/** Knows who uses the page, in all tabs of the browser at once. */
export function AuthProvider({ children }: { children: ReactNode }) {
  const client = useQueryClient();
  const [state, setState] = useState<State>({ kind: 'unknown' });
  useEffect(() => {
    const stopHearing = tokenManager.onChange((grant) => {
      if (grant) {
        setState({ kind: 'somebody', user: grant.user, permissions: grant.permissions });
        return;
      }
      client.clear();
      // What the service worker keeps is of the person who has left.
      caches?.delete('reads');
      setState({ kind: 'nobody', setupRequired: false });
    });
    const stop = tokenManager.start();
    recognise().then((found) => {
      if (!tokenManager.token) setState(found);
    });
    return () => {
      stopHearing();
      stop();
    };
  }, [client]);
  const auth = useMemo<Auth>(
    () => ({ state, may: (permission) => state.kind === 'somebody' && state.permissions.includes(permission) }),
    [state],
  );
  return <AuthContext.Provider value={auth}>{children}</AuthContext.Provider>;
}

/** Tries the cookie, where there is one. Without a network, the last answer about the person counts. */
async function recognise(): Promise<State> {
  try {
    const status = await authService.status();
    if (!status.hasRefreshCookie) return { kind: 'nobody', setupRequired: status.setupRequired };
    const grant = await tokenManager.refresh();
    return { kind: 'somebody', user: grant.user, permissions: grant.permissions };
  } catch (error) {
    if (!(error instanceof NoAnswerError)) return { kind: 'nobody', setupRequired: false };
    const known = await read(api.GET('/api/v2/me')).catch(() => undefined);
    return known ? { kind: 'somebody', ...known.value } : { kind: 'nobody', setupRequired: false };
  }
}
