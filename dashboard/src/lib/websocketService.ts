/**
 * The live feed: one connection a tab, any number of subscriptions, each with
 * its own place in the log. After a break each goes on behind the last message
 * it had, without a gap and without a message twice (product: 12.4).
 */
import ReconnectingWebSocket from 'partysocket/ws';
import { api, read } from './apiClient';
import { config } from './config';
import { isOnline, observeOnline } from './online';

export type FeedMessage = {
  type: string;
  sequence?: number;
  timestamp: string;
  campaignId?: string;
  subscriptionId?: string;
  data: Record<string, unknown>;
};

export type FeedFilter = { all?: boolean; campaignIds?: string[]; types?: string[]; since?: number };

/** `live`: what is shown is now. `stale`: it was once; the connection is being made anew. */
export type FeedState = 'connecting' | 'live' | 'stale';

type Subscription = {
  filter: FeedFilter;
  onMessage: (message: FeedMessage) => void;
  /** The feed tells what happens after `head`, and nothing of what was before. */
  onBegin?: (head: number) => void;
  /** The feed cannot go on where it was: read all again. */
  onResync: () => void;
};

const maxDelay = 60_000;
const growth = 2;
/** Pings without an answer after which the connection counts as lost. */
const missedPongs = 2;
/** Close codes after which trying again is of no use (product: 12.4). */
const final = new Set([4400, 4403]);
/** Close codes that say that the session has ended, or that the person may less than before. */
const rights = new Set([4401, 4403]);

export class WebsocketService {
  #socket?: ReconnectingWebSocket;
  #state: FeedState = 'connecting';
  #unanswered = 0;
  #heartbeat?: ReturnType<typeof setInterval>;
  readonly #subscriptions = new Map<string, Subscription>();
  #stopObserving?: () => void;
  readonly #observers = new Set<() => void>();

  /** `onRights` is called when the feed ended because of who the person is by now. */
  connect(urlOf: () => Promise<string> = ticketedUrl, onRights: () => void = () => undefined) {
    if (this.#socket) return;
    this.#set('connecting');
    const socket = new ReconnectingWebSocket(urlOf, undefined, {
      minReconnectionDelay: config.websocket.reconnectDelay * (0.5 + Math.random()),
      maxReconnectionDelay: maxDelay,
      reconnectionDelayGrowFactor: growth,
      maxRetries: config.websocket.reconnectAttempts,
      maxEnqueuedMessages: 0,
      shouldReconnectOnClose: (event) => !final.has(event.code),
    });
    socket.addEventListener('open', () => this.#opened());
    socket.addEventListener('close', (event) => {
      this.#set('stale');
      if (rights.has(event.code)) onRights();
    });
    socket.addEventListener('message', (event) => this.#receive(event.data as string));
    this.#socket = socket;
    this.#heartbeat = setInterval(() => this.#beat(), config.websocket.heartbeatInterval);
    this.#stopObserving = observeOnline(() => isOnline() && this.reconnect());
  }

  disconnect() {
    clearInterval(this.#heartbeat);
    this.#stopObserving?.();
    this.#socket?.close();
    this.#socket = undefined;
    this.#subscriptions.clear();
  }

  /** Follows what `filter` says; the id names the subscription on the wire. Returns how to end it. */
  subscribe(id: string, subscription: Subscription): () => void {
    this.#subscriptions.set(id, { ...subscription, filter: { ...subscription.filter } });
    if (this.#socket?.readyState === WebSocket.OPEN) this.#ask(id);
    return () => this.unsubscribe(id);
  }

  unsubscribe(id: string) {
    if (this.#subscriptions.delete(id)) this.#send({ type: 'unsubscribe', id });
  }

  get state() {
    return this.#state;
  }

  /** For useSyncExternalStore. */
  observe = (observer: () => void): (() => void) => {
    this.#observers.add(observer);
    return () => this.#observers.delete(observer);
  };

  /** Tries at once what is tried later otherwise, or not at all. */
  readonly reconnect = () => {
    if (this.#state !== 'live') this.#socket?.reconnect();
  };

  #opened() {
    this.#unanswered = 0;
    this.#set('live');
    for (const id of this.#subscriptions.keys()) this.#ask(id);
  }

  #ask(id: string) {
    const subscription = this.#subscriptions.get(id);
    if (subscription) this.#send({ type: 'subscribe', id, ...subscription.filter });
  }

  #beat() {
    if (this.#state !== 'live') return;
    if (this.#unanswered >= missedPongs) {
      this.#set('stale');
      this.#socket?.reconnect();
      return;
    }
    this.#unanswered++;
    this.#send({ type: 'ping' });
  }

  #receive(text: string) {
    const message: FeedMessage = JSON.parse(text);
    this.#unanswered = 0;
    const subscription = this.#subscriptions.get(message.subscriptionId ?? `${message.data?.id ?? ''}`);
    if (!subscription) return;
    switch (message.type) {
      case 'subscribed':
        if (subscription.filter.since === undefined) {
          subscription.filter.since = Number(message.data.headSequence);
          subscription.onBegin?.(subscription.filter.since);
        }
        return;
      case 'resync_required':
        subscription.filter.since = Number(message.data.resumeFrom);
        subscription.onResync();
        this.#ask(`${message.data.id}`);
        return;
      case 'error':
        // The feed could not begin, as when the log has no leader: ask again.
        if (message.data.code === 'UNAVAILABLE')
          setTimeout(() => this.#ask(`${message.data.id}`), config.websocket.reconnectDelay);
        return;
      case 'caught_up':
      case 'unsubscribed':
        return;
    }
    // Progress is computed and no place in the log.
    if (message.sequence && message.type !== 'campaign.progress') subscription.filter.since = message.sequence;
    subscription.onMessage(message);
  }

  #send(message: object) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(message));
  }

  #set(state: FeedState) {
    if (this.#state === state) return;
    this.#state = state;
    for (const observer of this.#observers) observer();
  }
}

/** Browsers send no header with an upgrade: a ticket, good once and for 30 s, stands for the token. */
async function ticketedUrl(): Promise<string> {
  const { value } = await read(api.POST('/api/v2/auth/tickets', { body: { purpose: 'ws' } }));
  const url = new URL(config.websocket.url, window.location.href);
  url.protocol = url.protocol.replace('http', 'ws');
  url.searchParams.set('ticket', value.ticket);
  return url.href;
}

export const websocketService = new WebsocketService();
