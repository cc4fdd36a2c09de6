import { ApiError, NoAnswerError } from '@/lib/apiError';
import { authService } from '@/lib/authService';
import { tokenManager } from '@/lib/tokenManager';
import type { State } from './auth';

/** Tries the cookie, where there is one. Without a network, the last answer about the person counts. */
export async function recognise(): Promise<State> {
  try {
    const status = await authService.status();
    if (!status.hasRefreshCookie) return { kind: 'nobody', setupRequired: status.setupRequired };
    const grant = await tokenManager.refresh();
    return { kind: 'somebody', user: grant.user, permissions: grant.permissions };
  } catch (error) {
    if (error instanceof NoAnswerError) return lastKnown();
    const ended = error instanceof ApiError && error.status === 401 ? 'expired' : undefined;
    return { kind: 'nobody', setupRequired: false, ended };
  }
}

/** Of the service worker. */
async function lastKnown(): Promise<State> {
  const known = await authService.me().catch(() => undefined);
  return known ? { kind: 'somebody', ...known.value } : { kind: 'nobody', setupRequired: false };
}

/** Asks who the person is by now, and what they may. A session that has ended shows by the answer. */
export async function recogniseAgain() {
  if (!tokenManager.token) return;
  const known = await authService.me().catch(() => undefined);
  if (known) tokenManager.learn(known.value);
}
