import type { components } from '@/lib/api.gen';
import { api, command, read } from '@/lib/apiClient';

export type Config = components['schemas']['Config'];
export type Section = keyof Config;

const paths = {
  server: '/api/v2/config/server',
  'rate-limit': '/api/v2/config/rate-limit',
  logging: '/api/v2/config/logging',
  auth: '/api/v2/config/auth',
  worker: '/api/v2/config/worker',
} as const satisfies Record<Section, string>;

/** Settings over REST. A section is always set as a whole. */
export const configService = {
  get: (signal?: AbortSignal) => read(api.GET('/api/v2/config', { signal })),

  update: (section: Section, body: object) =>
    command(api.PUT(paths[section] as '/api/v2/config/auth', { body: body as never })),
};
