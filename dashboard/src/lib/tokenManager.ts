/**
 * The access token of this browser: in memory only. The refresh token is in a
 * cookie that no script sees and that goes to the auth routes alone. Tabs take
 * turns in refreshing (Web Locks) and tell each other the token, so that they
 * make one session and no tab uses a refresh token twice.
 */
import type { components } from './api.gen';
import { refusal } from './apiError';
import { config } from './config';
import { enhancedFetch } from './enhancedApiClient';

export type Grant = components['schemas']['Grant'];

/** Why nobody is signed in any more: by their own wish, or because the session has ended. */
export type Ended = 'left' | 'expired';

type Message = { grant: Grant } | { ended: Ended } | { active: true };

type Listener = (grant: Grant | undefined, ended?: Ended) => void;

const key = config.security.tokenStorageKey;
/** Share of its life after which a token is replaced. */
const refreshAt = 0.8;
/** How often tabs tell each other at most that somebody is there, in ms. */
const tellEvery = 60_000;

export class TokenManager {
  #grant?: Grant;
  #timer?: ReturnType<typeof setTimeout>;
  #lastActivity = Date.now();
  #told = 0;
  #channel?: BroadcastChannel;
  readonly #listeners = new Set<Listener>();

  /** Begins to hear other tabs and what the person does. Returns how to stop. */
  start(): () => void {
    this.#channel = new BroadcastChannel(`${key}-token`);
    this.#channel.onmessage = (event: MessageEvent<Message>) => this.#hear(event.data);
    const active = () => this.#act();
    const events = ['pointerdown', 'keydown', 'visibilitychange'];
    for (const name of events) document.addEventListener(name, active, { passive: true });
    return () => {
      this.#channel?.close();
      clearTimeout(this.#timer);
      for (const name of events) document.removeEventListener(name, active);
    };
  }

  get token(): string | undefined {
    return this.#grant?.accessToken;
  }

  onChange(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes what signing in or refreshing gave, and tells the other tabs. */
  accept(grant: Grant) {
    this.#take(grant);
    this.#tell({ grant });
  }

  /** Notes what has become of the person since the grant was given. */
  learn(changes: Pick<Grant, 'user' | 'permissions'>) {
    if (this.#grant?.user.id !== changes.user.id) return;
    this.#grant = { ...this.#grant, user: changes.user, permissions: changes.permissions };
    this.#inform();
  }

  /** Forgets the token here and in all tabs. */
  clear(ended: Ended) {
    this.#drop(ended);
    this.#tell({ ended });
  }

  /** Signs out here and in all tabs at once, and on the server, which may be out of reach. */
  async leave(ended: Ended = 'left') {
    const { token } = this;
    this.clear(ended);
    await this.#ask('logout', token).catch(() => undefined);
  }

  /**
   * Gets a token by the cookie, unless another tab has got one since. Throws an
   * ApiError where the session has ended, NoAnswerError where nobody answers.
   */
  async refresh(): Promise<Grant> {
    const had = this.token;
    return navigator.locks.request(`${key}-refresh`, async () => {
      // The tab that had the lock has told its token: lets that come in.
      await new Promise((resolve) => setTimeout(resolve));
      if (this.#grant && this.token !== had) return this.#grant;
      const response = await this.#ask('refresh');
      if (!response.ok) {
        const error = await refusal(response);
        if (error.status === 401) this.clear('expired');
        throw error;
      }
      const grant: Grant = await response.json();
      this.accept(grant);
      return grant;
    });
  }

  #ask(what: 'refresh' | 'logout', token?: string) {
    const headers = new Headers({ 'X-Request-Id': crypto.randomUUID() });
    if (token) headers.set('Authorization', `Bearer ${token}`);
    const url = new URL(`${config.api.baseUrl}/auth/${what}`, window.location.href);
    return enhancedFetch(new Request(url, { method: 'POST', credentials: 'include', headers }));
  }

  #hear(message: Message) {
    if ('grant' in message) this.#take(message.grant);
    else if ('ended' in message) this.#drop(message.ended);
    else this.#lastActivity = Date.now();
  }

  /** Somebody is there. The other tabs must know: one that is hidden would end the session of all. */
  #act() {
    this.#lastActivity = Date.now();
    if (this.#lastActivity - this.#told < tellEvery) return;
    this.#told = this.#lastActivity;
    this.#tell({ active: true });
  }

  #take(grant: Grant) {
    this.#grant = grant;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#renew(), grant.expiresIn * 1_000 * refreshAt);
    this.#inform();
  }

  /** Whoever has gone away is signed out, so that nobody else goes on in their place. */
  #renew() {
    const idle = Date.now() - this.#lastActivity;
    if (idle >= config.security.sessionTimeoutMinutes * 60_000) this.leave('expired');
    // Without a network, the next request tries again.
    else this.refresh().catch(() => undefined);
  }

  #drop(ended: Ended) {
    this.#grant = undefined;
    clearTimeout(this.#timer);
    this.#inform(ended);
  }

  #inform(ended?: Ended) {
    for (const listener of this.#listeners) listener(this.#grant, ended);
  }

  #tell(message: Message) {
    this.#channel?.postMessage(message);
  }
}

export const tokenManager = new TokenManager();
