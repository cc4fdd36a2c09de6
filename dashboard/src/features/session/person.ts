import type { QueryClient } from '@tanstack/react-query';
import { ApiError } from '@/lib/apiError';
import { forgetWritten } from '@/lib/readYourWrites';
import { tokenManager } from '@/lib/tokenManager';
import type { Person, State } from './auth';

/** Tells who is here, whenever that changes. Nobody sees what was read for somebody else. Returns how to stop. */
export function followPerson(client: QueryClient, show: (state: State) => void): () => void {
  let known: Person | undefined;
  return tokenManager.onChange((grant, ended) => {
    if (!grant) {
      known = undefined;
      client.clear();
      forgetKept();
      forgetWritten();
      show({ kind: 'nobody', setupRequired: false, ended });
      return;
    }
    const { user, permissions } = grant;
    if (!known) client.invalidateQueries();
    else if (known.user.id !== user.id || `${known.permissions}` !== `${permissions}`) {
      forgetKept();
      client.resetQueries();
    }
    known = { user, permissions };
    show({ kind: 'somebody', user, permissions });
  });
}

/** What the service worker keeps is of the person who was here, with the rights that they had. */
function forgetKept() {
  globalThis.caches?.delete('reads');
}

/** A read that is refused may mean that the rights have changed and the feed could not tell. Returns how to stop. */
export function followRefusals(client: QueryClient, ask: () => void): () => void {
  return client.getQueryCache().subscribe((event) => {
    if (event.type !== 'updated' || event.action.type !== 'error') return;
    const { error } = event.action as { error: unknown };
    if (error instanceof ApiError && error.status === 403) ask();
  });
}
