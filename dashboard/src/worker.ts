/**
 * The service worker: keeps the pages and the last reads, so that the dashboard
 * opens without a network and shows what it showed last. A new version waits
 * until the person takes it.
 */
import { NetworkFirst, type PrecacheEntry, Serwist, type SerwistPlugin } from 'serwist';

declare const self: ServiceWorkerGlobalScope & { __PAGES: PrecacheEntry[] };

/** Answers that are of this person: removed when they leave, see features/session/person. */
const reads = 'reads';
const maxReads = 200;

/** The same question, whatever was written before it. */
const withoutSequence: SerwistPlugin = {
  cacheKeyWillBeUsed: async ({ request }) => {
    const url = new URL(request.url);
    url.searchParams.delete('minSequence');
    return url.href;
  },
  /** Says that the answer is an old one: the server could not be reached. */
  cachedResponseWillBeUsed: async ({ cachedResponse }) => {
    if (!cachedResponse) return cachedResponse;
    const headers = new Headers(cachedResponse.headers);
    headers.set('X-Kept', '1');
    return new Response(cachedResponse.body, { status: cachedResponse.status, headers });
  },
  /** Oldest first: the cache lists what it holds in the order of putting. */
  cacheDidUpdate: async () => {
    const cache = await caches.open(reads);
    const keys = await cache.keys();
    await Promise.all(keys.slice(0, Math.max(0, keys.length - maxReads)).map((key) => cache.delete(key)));
  },
};

new Serwist({
  precacheEntries: self.__PAGES,
  precacheOptions: { cleanURLs: true, ignoreURLParametersMatching: [/./], cleanupOutdatedCaches: true },
  skipWaiting: false,
  clientsClaim: true,
  runtimeCaching: [
    {
      matcher: ({ request, url, sameOrigin }) =>
        sameOrigin &&
        request.method === 'GET' &&
        url.pathname.startsWith('/api/v2/') &&
        !/\/(auth|export)(\/|$)/.test(url.pathname),
      handler: new NetworkFirst({ cacheName: reads, plugins: [withoutSequence] }),
    },
  ],
}).addEventListeners();
