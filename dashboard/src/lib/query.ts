import { QueryClient } from '@tanstack/react-query';
import { config } from './config';
import { newest } from './raceConditionPrevention';

/**
 * The one place where answers of the API are kept. Keys begin with the root of
 * their resource: `['campaigns', ...]`. Events of the feed invalidate by root;
 * retries are up to enhancedApiClient.
 */
export function newQueryClient() {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: config.performance.cacheTimeout,
        gcTime: config.performance.cacheTimeout,
        retry: false,
        structuralSharing: newest,
        networkMode: 'offlineFirst',
        refetchOnWindowFocus: false,
        refetchOnReconnect: true,
        refetchInterval: config.features.enableRealTimeUpdates ? false : 5_000,
      },
      mutations: { retry: false, networkMode: 'always' },
    },
  });
}
