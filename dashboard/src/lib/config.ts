/** What differs between `next dev` and the exported dashboard. Times are in ms. */
const development = {
  api: { baseUrl: 'http://localhost:8080/api/v2', timeout: 30_000, retryAttempts: 3, retryDelay: 1_000 },
  websocket: {
    url: 'ws://localhost:8080/ws',
    reconnectAttempts: 5,
    reconnectDelay: 2_000,
    heartbeatInterval: 30_000,
  },
  security: { tokenStorageKey: 'domainflow', sessionTimeoutMinutes: 30 },
  features: {
    enableRealTimeUpdates: true,
    enableDebugMode: true,
    enableOfflineMode: false,
    enableAnalytics: false,
  },
  performance: { maxConcurrentRequests: 10, cacheTimeout: 300_000, enableRequestDeduplication: true },
};

const production: typeof development = {
  api: { baseUrl: '/api/v2', timeout: 30_000, retryAttempts: 5, retryDelay: 2_000 },
  websocket: { url: '/ws', reconnectAttempts: 15, reconnectDelay: 5_000, heartbeatInterval: 30_000 },
  security: { tokenStorageKey: 'domainflow', sessionTimeoutMinutes: 30 },
  features: { enableRealTimeUpdates: true, enableDebugMode: false, enableOfflineMode: true, enableAnalytics: true },
  performance: { maxConcurrentRequests: 20, cacheTimeout: 900_000, enableRequestDeduplication: true },
};

export const environments = { development, production };

export const config = process.env.NODE_ENV === 'development' ? development : production;
