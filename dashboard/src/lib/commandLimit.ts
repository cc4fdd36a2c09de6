import { RateLimiter } from '@tanstack/pacer/rate-limiter';

const perMinute = 100;

/** How often a command of one kind is sent: a key that is stuck, or a loop gone wrong, ends here (product: 15.2). */
export class CommandLimit {
  readonly #kinds = new Map<string, RateLimiter<() => void>>();

  /** false: this one must not be sent. */
  take(kind: string): boolean {
    let limiter = this.#kinds.get(kind);
    if (!limiter) {
      limiter = new RateLimiter((): void => undefined, { limit: perMinute, window: 60_000, windowType: 'sliding' });
      this.#kinds.set(kind, limiter);
    }
    return limiter.maybeExecute();
  }
}

export const commandLimit = new CommandLimit();
