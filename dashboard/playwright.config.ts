import { defineConfig } from '@playwright/test';

/** Two ports on loopback: of the program, and the next one of the stage. */
const port = Number(process.env.DOMAINFLOW_E2E_PORT ?? 8798);
const control = `http://127.0.0.1:${port + 1}`;

/** The real program, the lab and a real browser: Debian's Chromium unless CHROMIUM names another. */
export default defineConfig({
  testDir: 'e2e',
  fullyParallel: false,
  workers: 1,
  retries: 0,
  timeout: 120_000,
  reporter: 'list',
  expect: { timeout: 15_000 },
  use: {
    baseURL: `http://127.0.0.1:${port}`,
    locale: 'en-GB',
    timezoneId: 'UTC',
    screenshot: 'only-on-failure',
    serviceWorkers: 'block',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'first', testMatch: /first\.setup\.ts/ },
    { name: 'pages', testMatch: /\.spec\.ts/, dependencies: ['first'] },
  ],
  webServer: {
    command: `go run ./e2e/stage -listen 127.0.0.1:${port} -control 127.0.0.1:${port + 1} -log .next/stage.log`,
    url: control,
    // It builds the program, on a new machine with everything that it is made of.
    timeout: 900_000,
    gracefulShutdown: { signal: 'SIGTERM', timeout: 20_000 },
  },
});
