import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { Api, expect, signIn, stage, test, unique } from './fixtures';
import { budgets, routes } from './routes';

const ids: Record<string, string> = {};

test.beforeAll(async () => {
  const api = await Api.signIn();
  const { resolver } = await stage();
  const names = {
    patternType: 'prefix',
    variableLength: 1,
    constantString: unique('every').replace(/\W/g, ''),
    tlds: ['test'],
    characterSet: 'abc',
  };
  const dns = await api.ask('POST', '/personas/dns', {
    name: unique('every'),
    configDetails: { resolvers: [resolver] },
  });
  const http = await api.ask('POST', '/personas/http', {
    name: unique('every'),
    configDetails: { userAgent: 'test', headers: { Accept: '*/*' } },
  });
  const set = await api.ask('POST', '/keywords/sets', {
    name: unique('every'),
    rules: [{ pattern: 'sale', ruleType: 'string' }],
  });
  const campaign = await api.ask('POST', '/campaigns/generate', { name: unique('every'), ...names, autoStart: true });
  const pipeline = await api.ask('POST', '/pipelines', {
    name: unique('every'),
    mode: 'step_by_step',
    domainGenerationParams: names,
    dnsValidationParams: { personaIds: [dns.id] },
    httpKeywordParams: { personaIds: [http.id], keywordSetIds: [set.id] },
  });
  Object.assign(ids, { campaign: campaign.id, pipeline: pipeline.id, persona: http.id, set: set.id });
  await expect.poll(async () => (await api.ask('GET', `/campaigns/${campaign.id}`)).status).toBe('completed');
});

/** Loads a page by its address: what it weighs, what it may load, whether everybody can use it, in both themes. */
async function examine(page: Page, route: string, scriptBytes: number) {
  const soft = (what: string) => expect.configure({ soft: true, message: `${route}: ${what}` });
  const scripts = new Map<string, number>();
  page.on('response', (response) => {
    const file = new URL(response.url()).pathname;
    if (file.endsWith('.js')) scripts.set(file, gzipSync(readFileSync(`export${file}`), { level: 9 }).length);
  });
  await page.setViewportSize({ width: 1440, height: 900 });
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  const response = await page.goto(route.replace(/:(\w+)/, (_, name: string) => ids[name] ?? ''));
  // Behind an open dialog, headings are not for everybody.
  await expect(page.getByRole('heading', { level: route.includes('row=') ? 2 : 1 }), route).toBeVisible();
  await page.waitForLoadState('networkidle');
  await expect(page.getByRole('status', { name: 'Loading' }), route).toHaveCount(0);
  page.removeAllListeners('response');

  const policy = response?.headers()['content-security-policy'] ?? '';
  soft('policy')(policy).not.toContain('unsafe');
  soft('bytes of the policy')(policy.length).toBeLessThanOrEqual(budgets.policyBytes);
  soft('styles in the page')(await response?.text()).not.toContain(' style="');
  const weight = [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0);
  soft('scripts')(weight).toBeGreaterThan(0);
  soft('bytes of scripts')(weight).toBeLessThanOrEqual(scriptBytes);
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
      .analyze();
    soft(colorScheme)(violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)])).toEqual([]);
  }
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    soft(`px beyond ${width}`)(
      await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth),
    ).toBeLessThanOrEqual(0);
  }
}

test.describe('outside', () => {
  test.use({ expectedStatuses: [404] });
  test('every page for nobody opens, is light, and is for everybody', async ({ page }) => {
    for (const route of routes.outside) await examine(page, route, budgets.signInScriptBytes);
  });
});

test('every page opens by its address, is light, and is for everybody', async ({ page }) => {
  test.setTimeout(900_000);
  await signIn(page, '/about');
  for (const route of routes.inside) await examine(page, route, budgets.scriptBytes);
});
