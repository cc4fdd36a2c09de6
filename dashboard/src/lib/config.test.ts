import { expect, test } from 'vitest';
import { environments } from './config';

// E1: product, 15.3.
test('both environments', () => {
  expect(environments).toMatchInlineSnapshot(`
    {
      "development": {
        "api": {
          "baseUrl": "http://localhost:8080/api/v2",
          "retryAttempts": 3,
          "retryDelay": 1000,
          "timeout": 30000,
        },
        "features": {
          "enableAnalytics": false,
          "enableDebugMode": true,
          "enableOfflineMode": false,
          "enableRealTimeUpdates": true,
        },
        "performance": {
          "cacheTimeout": 300000,
          "enableRequestDeduplication": true,
          "maxConcurrentRequests": 10,
        },
        "security": {
          "sessionTimeoutMinutes": 30,
          "tokenStorageKey": "domainflow",
        },
        "websocket": {
          "heartbeatInterval": 30000,
          "reconnectAttempts": 5,
          "reconnectDelay": 2000,
          "url": "ws://localhost:8080/ws",
        },
      },
      "production": {
        "api": {
          "baseUrl": "/api/v2",
          "retryAttempts": 5,
          "retryDelay": 2000,
          "timeout": 30000,
        },
        "features": {
          "enableAnalytics": true,
          "enableDebugMode": false,
          "enableOfflineMode": true,
          "enableRealTimeUpdates": true,
        },
        "performance": {
          "cacheTimeout": 900000,
          "enableRequestDeduplication": true,
          "maxConcurrentRequests": 20,
        },
        "security": {
          "sessionTimeoutMinutes": 30,
          "tokenStorageKey": "domainflow",
        },
        "websocket": {
          "heartbeatInterval": 30000,
          "reconnectAttempts": 15,
          "reconnectDelay": 5000,
          "url": "/ws",
        },
      },
    }
  `);
});
