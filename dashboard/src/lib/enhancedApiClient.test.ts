import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { NoAnswerError } from './apiError';
import { enhance } from './enhancedApiClient';

const settings = { timeout: 30_000, retryAttempts: 5, retryDelay: 1_000, maxConcurrentRequests: 10 };
const url = 'http://127.0.0.1/api/v2/campaigns';

/** A server at the edge of the network: answers one status after the other, then the last one for ever. */
function server(...statuses: number[]) {
  const times: number[] = [];
  const answer = async () => {
    const status = statuses[Math.min(times.length, statuses.length - 1)] ?? 200;
    times.push(Date.now());
    return new Response(null, { status });
  };
  return { times, fetch: vi.fn<typeof fetch>(answer) };
}

const command = (headers: Record<string, string> = {}) => new Request(url, { method: 'POST', headers });

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, 'random').mockReturnValue(0.5);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

describe('retries (C3)', () => {
  test('503, 503, 200 are three requests with growing gaps', async () => {
    const { times, fetch } = server(503, 503, 200);
    const answer = enhance(fetch, settings)(new Request(url));
    await vi.runAllTimersAsync();
    expect((await answer).status).toBe(200);
    expect(times.map((time) => time - (times[0] ?? 0))).toEqual([0, 1_000, 3_000]);
  });

  test('the last refusal is told when all attempts are used', async () => {
    const { times, fetch } = server(502);
    const answer = enhance(fetch, { ...settings, retryAttempts: 2 })(new Request(url));
    await vi.runAllTimersAsync();
    expect((await answer).status).toBe(502);
    expect(times).toHaveLength(3);
  });

  test('Retry-After is waited for', async () => {
    const times: number[] = [];
    const fetch: typeof globalThis.fetch = async () => {
      times.push(Date.now());
      return times.length > 1 ? new Response() : new Response(null, { status: 429, headers: { 'Retry-After': '7' } });
    };
    const answer = enhance(fetch, settings)(new Request(url));
    await vi.runAllTimersAsync();
    await answer;
    expect((times[1] ?? 0) - (times[0] ?? 0)).toBe(7_000);
  });

  test('a Retry-After of minutes is told at once', async () => {
    const fetch = vi.fn<typeof globalThis.fetch>(
      async () => new Response(null, { status: 429, headers: { 'Retry-After': '900' } }),
    );
    expect((await enhance(fetch, settings)(new Request(url))).status).toBe(429);
    expect(fetch).toHaveBeenCalledTimes(1);
  });

  test('a command is repeated only with its key', async () => {
    const without = server(503, 200);
    expect((await enhance(without.fetch, settings)(command())).status).toBe(503);
    expect(without.times).toHaveLength(1);
    const keyed = server(503, 200);
    const answer = enhance(keyed.fetch, settings)(command({ 'Idempotency-Key': 'k' }));
    await vi.runAllTimersAsync();
    expect((await answer).status).toBe(200);
    expect(keyed.times).toHaveLength(2);
  });

  test.each([400, 401, 404, 409, 422, 500])('%d is an answer, not a reason to ask again', async (status) => {
    const { times, fetch } = server(status);
    expect((await enhance(fetch, settings)(new Request(url))).status).toBe(status);
    expect(times).toHaveLength(1);
  });
});

describe('circuit breaker (C1)', () => {
  test('after 5 failures nothing is sent, after the reset one probe, success closes', async () => {
    const { times, fetch } = server(503, 503, 503, 503, 503, 200);
    const send = enhance(fetch, { ...settings, retryAttempts: 0 });
    for (let i = 0; i < 5; i++) expect((await send(new Request(url))).status).toBe(503);
    await expect(send(new Request(url))).rejects.toMatchObject({ reason: 'circuit_open' });
    await expect(send(new Request(`${url}/x`))).rejects.toBeInstanceOf(NoAnswerError);
    expect(times).toHaveLength(5);
    expect((await send(new Request('http://127.0.0.1/api/v2/personas'))).status).toBe(200);
    await vi.advanceTimersByTimeAsync(30_000);
    expect((await send(new Request(url))).status).toBe(200);
    expect((await send(new Request(url))).status).toBe(200);
    expect(times).toHaveLength(8);
  });

  test('refusals of what was asked do not open it', async () => {
    const { times, fetch } = server(422);
    const send = enhance(fetch, settings);
    for (let i = 0; i < 8; i++) await send(command());
    expect(times).toHaveLength(8);
  });
});

test('of 50 calls never more than 10 are in flight (C6)', async () => {
  let inFlight = 0;
  let most = 0;
  const fetch: typeof globalThis.fetch = async () => {
    most = Math.max(most, ++inFlight);
    await new Promise((done) => setTimeout(done, 10));
    inFlight--;
    return new Response();
  };
  const send = enhance(fetch, settings);
  const all = Promise.all(Array.from({ length: 50 }, () => send(new Request(url))));
  await vi.runAllTimersAsync();
  expect((await all).every((answer) => answer.ok)).toBe(true);
  expect(most).toBe(10);
});

test('a server that hangs is given up at the time limit (E2)', async () => {
  const fetch: typeof globalThis.fetch = (_, init) =>
    new Promise((_, fail) => init?.signal?.addEventListener('abort', () => fail(init.signal?.reason)));
  // AbortSignal.timeout runs by a clock of its own that no test can turn.
  vi.spyOn(AbortSignal, 'timeout').mockImplementation((ms) => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(), ms);
    return controller.signal;
  });
  const began = Date.now();
  const answer = enhance(fetch, { ...settings, retryAttempts: 0 })(new Request(url));
  const failed = expect(answer).rejects.toMatchObject({ reason: 'timeout' });
  await vi.runAllTimersAsync();
  await failed;
  expect(Date.now() - began).toBe(30_000);
});

test('who gives up is not asked again', async () => {
  const controller = new AbortController();
  const fetch = vi.fn<typeof globalThis.fetch>(async () => {
    controller.abort();
    throw new DOMException('gone', 'AbortError');
  });
  await expect(enhance(fetch, settings)(new Request(url, { signal: controller.signal }))).rejects.toThrow('gone');
  expect(fetch).toHaveBeenCalledTimes(1);
});
