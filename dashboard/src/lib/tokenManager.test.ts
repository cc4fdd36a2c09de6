import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Ended, type Grant, TokenManager } from './tokenManager';

const minute = 60_000;

/** The server at the edge of the network. */
const server = { given: 0, ended: false, at: 0, mostAtOnce: 0, asked: [] as [string, string | null][] };

async function answer(request: Request): Promise<Response> {
  server.at++;
  server.mostAtOnce = Math.max(server.mostAtOnce, server.at);
  server.asked.push([new URL(request.url).pathname, request.headers.get('Authorization')]);
  await new Promise((resolve) => setImmediate(resolve));
  server.at--;
  if (server.ended) return Response.json({ status: 401, code: 'SESSION_EXPIRED', title: '' }, { status: 401 });
  return Response.json(grant(`token ${++server.given}`));
}

function grant(accessToken: string, more: Partial<Grant> = {}): Grant {
  const user = {
    id: 'ada',
    email: '',
    firstName: '',
    lastName: '',
    roles: [],
    mustChangePassword: false,
    createdAt: '',
  };
  return { accessToken, tokenType: 'Bearer', expiresIn: 900, expiresAt: '', user, permissions: [], ...more };
}

/** Web Locks, which Node does not have. */
function locks() {
  const last = new Map<string, Promise<unknown>>();
  return {
    request(name: string, work: () => Promise<unknown>) {
      const done = (last.get(name) ?? Promise.resolve()).then(work);
      const free = done.catch(() => undefined);
      last.set(name, free);
      return done;
    },
  };
}

/** Until messages and answers that are on their way have come. */
async function settle() {
  for (let turn = 0; turn < 30; turn++) {
    await new Promise((resolve) => setImmediate(resolve));
    await new Promise((resolve) => setImmediate(resolve));
    await vi.advanceTimersByTimeAsync(1);
  }
}

async function pass(ms: number) {
  for (let left = ms; left > 0; left -= minute) {
    await vi.advanceTimersByTimeAsync(Math.min(left, minute));
    await settle();
  }
}

const stops: (() => void)[] = [];

/** A tab, and what it was told. */
function open() {
  const tab = new TokenManager();
  const told: (string | undefined)[] = [];
  stops.push(
    tab.onChange((grant, ended?: Ended) => told.push(grant?.accessToken ?? ended)),
    tab.start(),
  );
  return { tab, told };
}

function touch() {
  document.dispatchEvent(new Event('keydown'));
}

const refreshes = () => server.asked.filter(([path]) => path === '/api/v2/auth/refresh').length;
const writes = vi.fn();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] });
  Object.assign(server, { given: 0, ended: false, at: 0, mostAtOnce: 0, asked: [] });
  writes.mockClear();
  vi.stubGlobal('fetch', answer);
  vi.stubGlobal('navigator', { locks: locks(), onLine: true });
  vi.stubGlobal('window', { location: new URL('http://127.0.0.1/') });
  const storage = new Proxy({}, { get: () => writes, set: writes });
  vi.stubGlobal('localStorage', storage);
  vi.stubGlobal('sessionStorage', storage);
  vi.stubGlobal('document', Object.defineProperty(new EventTarget(), 'cookie', { set: writes }));
});
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test('a token is replaced at 80 % of its life (B4)', async () => {
  const { tab } = open();
  tab.accept(grant('first'));
  await pass(12 * minute - 1_000);
  expect([refreshes(), tab.token]).toEqual([0, 'first']);
  await pass(1_000);
  expect([refreshes(), tab.token]).toEqual([1, 'token 1']);
  await pass(12 * minute);
  expect([refreshes(), tab.token]).toEqual([2, 'token 2']);
});

test('tabs take the token of another, and one of them replaces it for all', async () => {
  const [a, b, c] = [open(), open(), open()];
  a.tab.accept(grant('first'));
  await settle();
  expect([b.tab.token, c.tab.token]).toEqual(['first', 'first']);
  await pass(12 * minute);
  expect(refreshes()).toBe(1);
  expect([a.tab.token, b.tab.token, c.tab.token]).toEqual(['token 1', 'token 1', 'token 1']);
});

test('tabs that find their token refused at the same moment ask once, one at a time', async () => {
  const [a, b] = [open(), open()];
  const both = Promise.all([a.tab.refresh(), b.tab.refresh(), b.tab.refresh()]);
  await settle();
  expect((await both).map((grant) => grant.accessToken)).toEqual(['token 1', 'token 1', 'token 1']);
  expect([refreshes(), server.mostAtOnce]).toEqual([1, 1]);
});

test('somebody who has gone away is let go, here, in all tabs and on the server (B9)', async () => {
  const [a, b] = [open(), open()];
  a.tab.accept(grant('first'));
  touch();
  await pass(24 * minute);
  expect(a.tab.token).toBe('token 2');
  await pass(12 * minute);
  expect([a.tab.token, b.tab.token]).toEqual([undefined, undefined]);
  expect([a.told.at(-1), b.told.at(-1)]).toEqual(['expired', 'expired']);
  expect(server.asked.at(-1)).toEqual(['/api/v2/auth/logout', 'Bearer token 2']);
  await pass(60 * minute);
  expect(refreshes()).toBe(2);
});

test('a hidden tab does not end the session of one that is used', async () => {
  const hidden = open();
  // Only the other tab sees what the person does.
  vi.stubGlobal('document', new EventTarget());
  const used = open();
  used.tab.accept(grant('first'));
  for (let passed = 0; passed < 120; passed += 5) {
    touch();
    await pass(5 * minute);
  }
  expect([hidden.told.includes('expired'), used.told.includes('expired')]).toEqual([false, false]);
  expect(hidden.tab.token).toBe(used.tab.token);
});

test('signing out is at once, in all tabs, whatever the server says', async () => {
  const [a, b] = [open(), open()];
  a.tab.accept(grant('first'));
  await settle();
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  const left = a.tab.leave();
  expect([a.tab.token, a.told.at(-1)]).toEqual([undefined, 'left']);
  await settle();
  expect([b.tab.token, b.told.at(-1)]).toEqual([undefined, 'left']);
  await left;
});

test('a session that has ended ends in all tabs; a server out of reach ends nothing', async () => {
  const [a, b] = [open(), open()];
  a.tab.accept(grant('first'));
  await settle();
  vi.stubGlobal('fetch', () => Promise.reject(new TypeError('no network')));
  const unanswered = expect(b.tab.refresh()).rejects.toThrow('network');
  await settle();
  await unanswered;
  expect([a.tab.token, b.tab.token]).toEqual(['first', 'first']);
  vi.stubGlobal('fetch', answer);
  server.ended = true;
  const refused = expect(b.tab.refresh()).rejects.toMatchObject({ code: 'SESSION_EXPIRED' });
  await settle();
  await refused;
  expect([a.told.at(-1), b.told.at(-1)]).toEqual(['expired', 'expired']);
});

test('what has become of the person is learned, and not of another one', () => {
  const { tab, told } = open();
  const { user } = grant('first');
  tab.accept(grant('first'));
  tab.learn({ user: { ...user, id: 'bob' }, permissions: ['system:admin'] });
  expect(told).toEqual(['first']);
  tab.learn({ user, permissions: ['events:read'] });
  expect([tab.token, told]).toEqual(['first', ['first', 'first']]);
});

test('nothing is kept where other scripts or the next person find it (B6)', async () => {
  const { tab } = open();
  tab.accept(grant('first'));
  await pass(12 * minute);
  await tab.leave();
  await settle();
  expect(writes).not.toHaveBeenCalled();
});
