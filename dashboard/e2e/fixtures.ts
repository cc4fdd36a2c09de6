import { test as base, expect, type Page } from '@playwright/test';

export { expect };

export const admin = {
  email: 'ada@example.com',
  firstName: 'Ada',
  lastName: 'King',
  password: 'an unusual sentence',
};

export type Stage = { url: string; setupToken: string; resolver: string; httpPort: number; keywords: string[] };

const control = `http://127.0.0.1:${Number(process.env.DOMAINFLOW_E2E_PORT ?? 8798) + 1}`;

export async function stage(): Promise<Stage> {
  return (await fetch(control)).json();
}

/** kill: kill -9, then start. All but stop return when the program answers again. */
export async function again(how: 'kill' | 'restart' | 'stop' | 'start') {
  const response = await fetch(`${control}/${how}`, { method: 'POST' });
  if (!response.ok) throw new Error(await response.text());
}

/** The API as a script uses it, to prepare what a test is not about. */
export class Api {
  private token = '';

  private constructor(
    private readonly email: string,
    private readonly password: string,
  ) {}

  static async signIn(email = admin.email, password = admin.password) {
    const api = new Api(email, password);
    await api.login();
    return api;
  }

  private async login() {
    const { email, password } = this;
    const { url } = await stage();
    const response = await fetch(`${url}/api/v2/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ email, password, session: 'token' }),
    });
    const grant = await response.json();
    if (!response.ok) throw new Error(JSON.stringify(grant));
    this.token = grant.accessToken;
  }

  // biome-ignore lint/suspicious/noExplicitAny: tests look at what they expect
  async ask(method: string, path: string, body?: unknown): Promise<any> {
    const { url } = await stage();
    const send = () =>
      fetch(`${url}/api/v2${path}`, {
        method,
        headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'application/json' },
        body: body === undefined ? undefined : JSON.stringify(body),
      });
    let response = await send();
    // Pages that sign in as the same person end the oldest of ten sessions.
    if (response.status === 401) {
      await this.login();
      response = await send();
    }
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  /** A campaign that runs, and waits for a source that nobody starts: it stays as it is. */
  async waiting(name: string) {
    const source = await this.ask('POST', '/campaigns/generate', {
      name: `${name} source`,
      patternType: 'prefix',
      variableLength: 2,
      constantString: unique('w').replace(/\W/g, ''),
      tld: 'test',
      characterSet: 'abc',
    });
    const persona = await this.ask('POST', '/personas/dns', {
      name: unique('waits'),
      configDetails: { resolvers: ['9.9.9.9'] },
    });
    return this.ask('POST', '/campaigns/dns-validate', {
      name,
      sourceCampaignId: source.id,
      personaIds: [persona.id],
      autoStart: true,
    });
  }

  /** A list that grows as somebody sends its lines, and runs until it is ended. */
  async list(name: string) {
    const { url } = await stage();
    const { readable, writable } = new TextEncoderStream();
    const answer = fetch(`${url}/api/v2/campaigns/list?name=${encodeURIComponent(name)}`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${this.token}`, 'Content-Type': 'text/plain' },
      body: readable,
      duplex: 'half',
    } as RequestInit);
    const writer = writable.getWriter();
    return {
      send: (names: string[]) => writer.write(`${names.join('\n')}\n`),
      end: async () => {
        await writer.close();
        expect((await answer).status).toBe(201);
      },
    };
  }
}

/** A name that no other test has. */
export function unique(name: string) {
  return `${name} ${crypto.randomUUID().slice(0, 8)}`;
}

/** Signs in by the page itself. */
export async function signIn(page: Page, path = '/', email = admin.email, password = admin.password) {
  await page.goto(path === '/' ? '/login' : `/login?next=${encodeURIComponent(path)}`);
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page.locator('#content')).toBeVisible();
}

/** A browser without service workers, where they are blocked: what pages ask is seen by `page.route` then. */
const withoutWorkers = () => Reflect.deleteProperty(Navigator.prototype, 'serviceWorker');

/**
 * Fails a test whose page says anything in the console or breaks its
 * Content-Security-Policy. A test that provokes a refusal names the status.
 */
export const test = base.extend<{ expectedStatuses: number[]; quiet: boolean; clean: undefined }>({
  expectedStatuses: [[], { option: true }],
  /** false: what the console says is not looked at. */
  quiet: [true, { option: true }],
  clean: [
    async ({ page, context, expectedStatuses, quiet, serviceWorkers }, use) => {
      if (serviceWorkers === 'block') await context.addInitScript(withoutWorkers);
      const said: string[] = [];
      page.on('pageerror', (error) => said.push(`${error}`));
      page.on('console', (message) => {
        const text = message.text();
        const expected = expectedStatuses.some((status) => text.includes(`status of ${status}`));
        if (['error', 'warning'].includes(message.type()) && !expected)
          said.push(`${text} (${message.location().url})`);
      });
      await use(undefined);
      if (quiet) expect(said).toEqual([]);
    },
    { auto: true },
  ],
});
