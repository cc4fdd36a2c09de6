/**
 * The access token of this browser: in memory only. The refresh token is in a
 * cookie that no script sees and that goes to the auth routes alone. Tabs take
 * turns in refreshing (Web Locks) and tell each other the token, so that they
 * make one session and no tab uses a refresh token twice.
 */
import type { components } from './api.gen';
import { ApiError, refusal } from './apiError';
import { config } from './config';
import { enhancedFetch } from './enhancedApiClient';

export type Grant = components['schemas']['Grant'];

type Message = { grant: Grant } | { ended: true };

const key = config.security.tokenStorageKey;
/** Share of its life after which a token is replaced. */
const refreshAt = 0.8;

export class TokenManager {
  #grant?: Grant;
  #obtained = 0;
  #timer?: ReturnType<typeof setTimeout>;
  #lastActivity = Date.now();
  #channel?: BroadcastChannel;
  readonly #listeners = new Set<(grant: Grant | undefined) => void>();

  /** Begins to hear other tabs and what the person does. Returns how to stop. */
  start(): () => void {
    this.#channel = new BroadcastChannel(`${key}-token`);
    this.#channel.onmessage = (event: MessageEvent<Message>) => {
      if ('grant' in event.data) this.#take(event.data.grant);
      else this.#drop();
    };
    const active = () => {
      this.#lastActivity = Date.now();
    };
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

  onChange(listener: (grant: Grant | undefined) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Takes what signing in or refreshing gave, and tells the other tabs. */
  accept(grant: Grant) {
    this.#take(grant);
    this.#channel?.postMessage({ grant } satisfies Message);
  }

  /** Forgets the token here and in all tabs. */
  clear() {
    this.#drop();
    this.#channel?.postMessage({ ended: true } satisfies Message);
  }

  /**
   * Gets a token by the cookie, unless another tab has got one since. Throws an
   * ApiError where the session has ended, NoAnswerError where nobody answers.
   */
  async refresh(): Promise<Grant> {
    const asked = Date.now();
    return navigator.locks.request(`${key}-refresh`, async () => {
      if (this.#grant && this.#obtained > asked) return this.#grant;
      const url = new URL(`${config.api.baseUrl}/auth/refresh`, window.location.href);
      const response = await enhancedFetch(
        new Request(url, { method: 'POST', credentials: 'include', headers: { 'X-Request-Id': crypto.randomUUID() } }),
      );
      if (!response.ok) {
        const error = await refusal(response);
        if (error instanceof ApiError && error.status === 401) this.clear();
        throw error;
      }
      const grant: Grant = await response.json();
      this.accept(grant);
      return grant;
    });
  }

  #take(grant: Grant) {
    this.#grant = grant;
    this.#obtained = Date.now();
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#renew(), grant.expiresIn * 1_000 * refreshAt);
    this.#tell();
  }

  /** Lets the session of somebody who has left end, as the server would. */
  #renew() {
    const idle = Date.now() - this.#lastActivity;
    if (idle >= config.security.sessionTimeoutMinutes * 60_000) this.clear();
    // Without a network, the next request tries again.
    else this.refresh().catch(() => undefined);
  }

  #drop() {
    this.#grant = undefined;
    clearTimeout(this.#timer);
    this.#tell();
  }

  #tell() {
    for (const listener of this.#listeners) listener(this.#grant);
  }
}

export const tokenManager = new TokenManager();
