import type { components } from './api.gen';
import { api, command, read } from './apiClient';
import { forgetWritten } from './readYourWrites';
import { type Grant, tokenManager } from './tokenManager';

export type Setup = components['schemas']['Setup'];

/** Signing in and out. The refresh token stays in its cookie. */
export const authService = {
  status: async () => (await read(api.GET('/api/v2/auth/status'))).value,

  setup: (body: Setup) => command(api.POST('/api/v2/auth/setup', { body })),

  async login(email: string, password: string): Promise<Grant> {
    const { value } = await read(api.POST('/api/v2/auth/login', { body: { email, password, session: 'cookie' } }));
    tokenManager.accept(value);
    return value;
  },

  /** Ends the session on the server; whatever comes of that, it is forgotten here. */
  async logout() {
    try {
      await read(api.POST('/api/v2/auth/logout'));
    } finally {
      forgetWritten();
      tokenManager.clear();
    }
  },

  changePassword: (currentPassword: string, newPassword: string) =>
    command(api.POST('/api/v2/auth/change-password', { body: { currentPassword, newPassword } })),
};
