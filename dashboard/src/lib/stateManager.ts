import type { QueryClient, QueryKey } from '@tanstack/react-query';

/**
 * Shows what a command will change at once, sends it, and takes the change back
 * where it fails; telling the person is up to the caller. What the feed has told
 * in the meantime stays.
 */
export async function optimisticUpdate<State, Answer>(
  client: QueryClient,
  key: QueryKey,
  change: (had: State | undefined) => State,
  serverUpdate: () => Promise<Answer>,
): Promise<Answer> {
  const had = client.getQueryData<State>(key);
  const shown = client.setQueryData<State>(key, change);
  try {
    return await serverUpdate();
  } catch (error) {
    if (client.getQueryData(key) === shown) {
      if (had === undefined) client.removeQueries({ queryKey: key, exact: true });
      else client.setQueryData(key, had);
    }
    throw error;
  }
}
