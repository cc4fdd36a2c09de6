import type { components } from './api.gen';
import { api, command, read } from './apiClient';
import { NoAnswerError, refusal } from './apiError';
import { config } from './config';
import { noteReached } from './online';
import { type Grant, tokenManager } from './tokenManager';

export type Setup = components['schemas']['Setup'];

/** The answer to signing out takes the cookie away: a new one must not come before it. */
let leaving = Promise.resolve();

/** Signing in and out. The refresh token stays in its cookie. */
export const authService = {
  /** Asked once, when a page opens: without a network, waiting for one would show nothing. */
  async status(): Promise<components['schemas']['SetupStatus']> {
    const response = await fetch(`${config.api.baseUrl}/auth/status`, {
      credentials: 'include',
      signal: AbortSignal.timeout(config.api.timeout),
    }).catch((error) => {
      noteReached(false);
      throw new NoAnswerError('network', error);
    });
    if (!response.ok) throw await refusal(response);
    return response.json();
  },

  setup: (body: Setup) => command(api.POST('/api/v2/auth/setup', { body })),

  async login(email: string, password: string): Promise<Grant> {
    await leaving;
    const { value } = await read(api.POST('/api/v2/auth/login', { body: { email, password, session: 'cookie' } }));
    tokenManager.accept(value);
    return value;
  },

  /** Whatever the server says to it, nobody is signed in here any more. */
  logout() {
    leaving = tokenManager.leave();
    return leaving;
  },

  me: () => read(api.GET('/api/v2/me')),

  changePassword: (currentPassword: string, newPassword: string) =>
    command(api.POST('/api/v2/auth/change-password', { body: { currentPassword, newPassword } })),
};
