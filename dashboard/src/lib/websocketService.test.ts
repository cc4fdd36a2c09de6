import { afterEach, beforeEach, expect, test, vi } from 'vitest';

/** The edge of the network: a WebSocket that the test is the server of. */
class Wire extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSING = 2;
  static readonly CLOSED = 3;
  static all: Wire[] = [];
  readyState = 0;
  sent: { type: string; id?: string; since?: number }[] = [];
  binaryType = 'blob';

  constructor(readonly url: string) {
    super();
    Wire.all.push(this);
  }

  send(text: string) {
    this.sent.push(JSON.parse(text));
  }

  close(code = 1000) {
    this.readyState = Wire.CLOSED;
    this.dispatchEvent(Object.assign(new Event('close'), { code, reason: '', wasClean: true }));
  }

  open() {
    this.readyState = Wire.OPEN;
    this.dispatchEvent(new Event('open'));
  }

  say(message: object) {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify({ timestamp: '', data: {}, ...message }) }));
  }
}

async function connected(onRights?: () => void) {
  const { WebsocketService } = await import('./websocketService');
  const service = new WebsocketService();
  service.connect(async () => 'ws://127.0.0.1/ws?ticket=t', onRights);
  await vi.advanceTimersByTimeAsync(0);
  return service;
}

const wire = () => Wire.all.at(-1) as Wire;

/** Until the service has tried again. */
async function nextAttempt() {
  const known = Wire.all.length;
  while (Wire.all.length === known) await vi.advanceTimersByTimeAsync(100);
}

beforeEach(() => {
  vi.useFakeTimers();
  Wire.all = [];
  vi.stubGlobal('WebSocket', Wire);
  vi.stubGlobal('window', Object.assign(new EventTarget(), { location: new URL('http://127.0.0.1/') }));
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a subscription goes on behind the last message that it had (R2)', async () => {
  const service = await connected();
  const heard: unknown[] = [];
  service.subscribe('all', {
    filter: { all: true },
    onMessage: (m) => heard.push(m.sequence),
    onResync: () => undefined,
  });
  wire().open();
  expect(wire().sent).toEqual([{ type: 'subscribe', id: 'all', all: true }]);
  wire().say({ type: 'subscribed', data: { id: 'all', headSequence: 40 } });
  wire().say({ type: 'campaign.started', subscriptionId: 'all', sequence: 41 });
  wire().say({ type: 'campaign.progress', subscriptionId: 'all', sequence: 44 });
  wire().close(1006);
  expect(service.state).toBe('stale');
  await nextAttempt();
  wire().open();
  expect(service.state).toBe('live');
  expect(wire().sent).toEqual([{ type: 'subscribe', id: 'all', all: true, since: 41 }]);
  expect(heard).toEqual([41, 44]);
  service.disconnect();
});

test('a subscription without a message goes on where it began', async () => {
  const service = await connected();
  service.subscribe('all', { filter: { all: true }, onMessage: () => undefined, onResync: () => undefined });
  wire().open();
  wire().say({ type: 'subscribed', data: { id: 'all', headSequence: 40 } });
  wire().close(1006);
  await nextAttempt();
  wire().open();
  expect(wire().sent[0]).toMatchObject({ since: 40 });
  service.disconnect();
});

test('a ping every 30 s; two that are not answered make a new connection (E6)', async () => {
  const service = await connected();
  wire().open();
  await vi.advanceTimersByTimeAsync(30_000);
  wire().say({ type: 'pong' });
  await vi.advanceTimersByTimeAsync(60_000);
  expect(wire().sent.map((m) => m.type)).toEqual(['ping', 'ping', 'ping']);
  expect(Wire.all).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(service.state).toBe('stale');
  await vi.advanceTimersByTimeAsync(60_000);
  expect(Wire.all.length).toBeGreaterThan(1);
  service.disconnect();
});

test('a gap is told, and the subscription goes on from where the feed says', async () => {
  const service = await connected();
  const onResync = vi.fn();
  service.subscribe('all', { filter: { all: true }, onMessage: () => undefined, onResync });
  wire().open();
  wire().say({ type: 'resync_required', data: { id: 'all', reason: 'gap', resumeFrom: 90 } });
  expect(onResync).toHaveBeenCalledOnce();
  expect(wire().sent.at(-1)).toMatchObject({ type: 'subscribe', since: 90 });
  service.disconnect();
});

test('who may no longer listen does not try again', async () => {
  const service = await connected();
  wire().open();
  wire().close(4403);
  await vi.advanceTimersByTimeAsync(600_000);
  expect(Wire.all).toHaveLength(1);
  service.disconnect();
});

test('a close that is about the person is told, and the feed can begin again', async () => {
  const onRights = vi.fn();
  const service = await connected(onRights);
  wire().open();
  wire().close(1006);
  await nextAttempt();
  wire().open();
  expect(onRights).not.toHaveBeenCalled();
  wire().close(4401);
  await nextAttempt();
  wire().open();
  wire().close(4403);
  service.reconnect();
  await nextAttempt();
  wire().open();
  expect(onRights).toHaveBeenCalledTimes(2);
  expect(service.state).toBe('live');
  service.disconnect();
});

test('attempts grow apart and end', async () => {
  const service = await connected();
  const times: number[] = [];
  let known = 0;
  for (let second = 0; second < 3_600; second++) {
    if (Wire.all.length > known) {
      known = Wire.all.length;
      times.push(second);
      wire().close(1006);
    }
    await vi.advanceTimersByTimeAsync(1_000);
  }
  const gaps = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(times).toHaveLength(16);
  expect(Math.max(...gaps)).toBeLessThanOrEqual(61);
  expect(gaps.at(0)).toBeLessThan(gaps.at(-1) ?? 0);
  service.disconnect();
});
