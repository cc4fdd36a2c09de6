import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { '@': fileURLToPath(new URL('src', import.meta.url)) } },
  // A machine that is busy needs more than 5 s to load a module.
  test: { include: ['src/**/*.test.ts'], testTimeout: 60_000 },
});
