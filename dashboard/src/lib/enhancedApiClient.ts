/**
 * fetch that survives a bad network: a time limit, a bound on requests at once,
 * retries, and a circuit breaker for each group of endpoints. Caching and
 * sharing of equal reads is up to TanStack Query.
 *
 * A command is repeated only with its Idempotency-Key: the API carries it out
 * once, however often it comes.
 */
import {
  BrokenCircuitError,
  bulkhead,
  type CircuitBreakerPolicy,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  type IRetryBackoffContext,
  retry,
} from 'cockatiel';
import { NoAnswerError } from './apiError';
import { config } from './config';
import { noteReached } from './online';

const maxDelay = 30_000;
const breakerThreshold = 5;
const breakerReset = 30_000;
const temporary = new Set([429, 502, 503, 504]);

/** An answer that is worth another attempt. */
class TemporaryError extends Error {
  constructor(readonly response: Response) {
    super(`${response.status}`);
  }

  /** ms, 0 where the server does not say. */
  get wait() {
    return (Number(this.response.headers.get('Retry-After')) || 0) * 1_000;
  }
}

export type Settings = { timeout: number; retryAttempts: number; retryDelay: number; maxConcurrentRequests: number };

/** Makes a fetch; the dashboard has one, tests have theirs. */
export function enhance(inner: typeof fetch, settings: Settings) {
  const slots = bulkhead(settings.maxConcurrentRequests, Number.MAX_SAFE_INTEGER);
  const breakers = new Map<string, CircuitBreakerPolicy>();
  const breakerOf = (group: string) => {
    const known = breakers.get(group);
    if (known) return known;
    const breaker = circuitBreaker(
      handleWhen(
        (error) => error instanceof NoAnswerError || (error instanceof TemporaryError && error.response.status !== 429),
      ),
      { halfOpenAfter: breakerReset, breaker: new ConsecutiveBreaker(breakerThreshold) },
    );
    breakers.set(group, breaker);
    return breaker;
  };
  const again = retry(
    handleWhen(
      (error) =>
        (error instanceof NoAnswerError && error.reason !== 'circuit_open' && hasNetwork()) ||
        (error instanceof TemporaryError && error.wait <= maxDelay),
    ),
    {
      maxAttempts: settings.retryAttempts,
      backoff: new DelegateBackoff<IRetryBackoffContext<unknown>>(({ attempt, result }) => {
        const grown = settings.retryDelay * 2 ** (attempt - 1) * (0.75 + Math.random() / 2);
        const asked = 'error' in result && result.error instanceof TemporaryError ? result.error.wait : 0;
        return Math.max(asked, Math.min(grown, maxDelay));
      }),
    },
  );

  async function once(request: Request): Promise<Response> {
    const limit = AbortSignal.timeout(settings.timeout);
    try {
      const response = await inner(request, { signal: AbortSignal.any([request.signal, limit]) });
      if (temporary.has(response.status)) throw new TemporaryError(response);
      return response;
    } catch (error) {
      if (error instanceof TemporaryError || request.signal.aborted) throw error;
      if (!limit.aborted) noteReached(false);
      throw new NoAnswerError(limit.aborted ? 'timeout' : 'network', error);
    }
  }

  return async (request: Request): Promise<Response> => {
    const attempt = () => breakerOf(groupOf(request.url)).execute(() => slots.execute(() => once(request.clone())));
    try {
      return await (isRepeatable(request) ? again.execute(attempt, request.signal) : attempt());
    } catch (error) {
      if (error instanceof TemporaryError) return error.response;
      if (error instanceof BrokenCircuitError) throw new NoAnswerError('circuit_open', error);
      throw error;
    }
  };
}

/** Without a network, asking again is up to who waits for it to come back. */
function hasNetwork() {
  return globalThis.navigator?.onLine !== false;
}

function isRepeatable(request: Request) {
  return request.method === 'GET' || request.method === 'HEAD' || request.headers.has('Idempotency-Key');
}

/** What fails together: /api/v2/campaigns/... is `campaigns`. */
function groupOf(url: string) {
  return new URL(url).pathname.split('/')[3] ?? '';
}

export const enhancedFetch = enhance((...args) => fetch(...args), {
  ...config.api,
  maxConcurrentRequests: config.performance.maxConcurrentRequests,
});
