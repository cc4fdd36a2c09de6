import { readFile } from 'node:fs/promises';
import { Api, again, expect, signIn, stage, test, unique } from './fixtures';

/** How many names the large campaign has. */
const million = 1_000_000;

let api: Api;
let large: string;
let run: { names: string; dns: string; http: string };

async function persona(kind: 'dns' | 'http', configDetails: object) {
  const unlimited = { rateLimitDps: 0, maxInFlight: 1_000 };
  return (
    await api.ask('POST', `/personas/${kind}`, {
      name: unique(kind),
      configDetails: { ...unlimited, ...configDetails },
    })
  ).id;
}

/** Names, which of them exist, which of those match: three campaigns that follow each other. */
async function startRun(count: string) {
  const { resolver, httpPort, keywords } = await stage();
  const dnsPersona = await persona('dns', { resolvers: [resolver], queryTimeoutSeconds: 1 });
  const httpPersona = await persona('http', { userAgent: 'test', requestTimeoutSeconds: 2 });
  const names = await api.ask('POST', '/campaigns/generate', {
    name: 'results names',
    patternType: 'prefix',
    variableLength: 3,
    constantString: 'rig',
    tld: 'test',
    characterSet: 'abcdefghijklmnopqrstuvwxyz',
    numDomainsToGenerate: count,
  });
  const dns = await api.ask('POST', '/campaigns/dns-validate', {
    name: 'results dns',
    sourceCampaignId: names.id,
    personaIds: [dnsPersona],
    autoStart: true,
  });
  const http = await api.ask('POST', '/campaigns/http-keyword-validate', {
    name: 'results pages',
    sourceCampaignId: dns.id,
    personaIds: [httpPersona],
    adHocKeywords: keywords,
    targetHttpPorts: [httpPort],
    autoStart: true,
  });
  return { names: names.id, dns: dns.id, http: http.id };
}

test.beforeAll(async () => {
  api = await Api.signIn();
  large = (
    await api.ask('POST', '/campaigns/generate', {
      name: 'a million names',
      patternType: 'prefix',
      variableLength: 5,
      constantString: 'many',
      tld: 'test',
      characterSet: 'abcdefghijklmnopqrstuvwxyz',
      numDomainsToGenerate: `${million}`,
      autoStart: true,
    })
  ).id;
  run = await startRun('4000');
});

test('a run is watched to its end without asking again (R5, R6)', async ({ page }) => {
  await signIn(page, `/campaigns/view?id=${run.names}`);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('results names');
  const reads: string[] = [];
  page.on('request', (request) => {
    if (request.method() === 'GET' && request.url().includes(`/campaigns/${run.names}?`)) reads.push(request.url());
  });
  await page.getByRole('button', { name: 'Start' }).click();
  await expect(page.getByRole('heading', { level: 1 }).locator('..').getByText('Completed')).toBeVisible({
    timeout: 30_000,
  });
  await expect(page.getByText('4,000 of 4,000').first()).toBeVisible();
});

test('of a million rows at most 60 are in the page, and the last one is reached (F3)', async ({ page }) => {
  await expect
    .poll(async () => (await api.ask('GET', `/campaigns/${large}`)).status, { timeout: 60_000 })
    .toBe('completed');
  await signIn(page, `/campaigns/view?id=${large}&tab=results`);
  const grid = page.getByRole('grid', { name: 'Results' });
  await expect(grid).toHaveAttribute('aria-rowcount', `${million + 1}`);
  await expect(grid.getByText('aaaaamany.test')).toBeVisible();
  const rows = grid.getByRole('row');
  expect(await rows.count()).toBeLessThanOrEqual(60);

  await grid.focus();
  await page.keyboard.press('End');
  const last = (await api.ask('GET', `/campaigns/${large}/results/generated-domains?sort=-ordinal&limit=1`)).items[0];
  expect(last.ordinal).toBe(million - 1);
  await expect(grid.getByText(last.domainName)).toBeVisible();
  expect(await rows.count()).toBeLessThanOrEqual(60);

  await grid.evaluate((element) => {
    element.scrollTop = element.scrollHeight / 2;
  });
  await expect(grid.getByText(/^49\d,\d{3}$|^50\d,\d{3}$/).first()).toBeVisible();
  expect(await rows.count()).toBeLessThanOrEqual(60);

  await grid.evaluate((element) => {
    element.scrollTop = element.scrollHeight;
  });
  await expect(grid.getByText(last.domainName)).toBeVisible();

  await page.getByLabel('Name begins with').fill('zz');
  await expect(page).toHaveURL(/q=zz/);
  await expect(page.getByText('No result is like this')).toBeVisible();
});

test('what was found is opened, with its context, and can be linked', async ({ page }) => {
  await expect
    .poll(async () => (await api.ask('GET', `/campaigns/${run.http}`)).status, { timeout: 60_000 })
    .toBe('completed');
  await signIn(page, `/campaigns/view?id=${run.http}&tab=results&status=match`);
  const grid = page.getByRole('grid', { name: 'Results' });
  const row = grid.getByRole('row').filter({ hasText: 'Match' }).first();
  await row.click();
  const detail = page.getByRole('dialog');
  await expect(detail.getByRole('heading', { name: 'What was found' })).toBeVisible();
  await expect(detail.locator('mark').first()).toBeVisible();
  await expect(page).toHaveURL(/row=\d+/);
  await page.reload();
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'What was found' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(page).not.toHaveURL(/row=/);
});

test('DNS records are shown', async ({ page }) => {
  await signIn(page, `/campaigns/view?id=${run.dns}&tab=results&status=resolved`);
  await page.getByRole('grid', { name: 'Results' }).getByRole('row').filter({ hasText: 'Resolved' }).first().click();
  await expect(page.getByRole('dialog').getByRole('heading', { name: 'DNS records' })).toBeVisible();
  await expect(page.getByRole('dialog').getByText('A', { exact: true })).toBeVisible();
});

test('pages with hostile titles break nothing (F5)', async ({ page }) => {
  const { items } = await api.ask('GET', `/campaigns/${run.http}/results/http-keyword?limit=1000`);
  const hostile = items.filter((item: { title?: string }) => /[<\u202e\u2066]|.{300}/.test(item.title ?? ''));
  expect(hostile.length).toBeGreaterThan(0);
  await signIn(page);
  for (const item of hostile.slice(0, 4)) {
    await page.goto(`/campaigns/view?id=${run.http}&tab=results&row=${item.ordinal}`);
    const detail = page.getByRole('dialog');
    await expect(detail.getByText(item.domainName, { exact: true }).first()).toBeVisible();
    expect(await detail.evaluate((element) => element.scrollWidth <= element.clientWidth)).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true);
  }
});

test('an export has every row', async ({ page }) => {
  const { counts } = await api.ask('GET', `/campaigns/${run.dns}`);
  await signIn(page, `/campaigns/view?id=${run.dns}&tab=results&status=resolved`);
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export' }).click();
  await page.getByRole('menuitem', { name: 'NDJSON' }).click();
  const lines = (await readFile(await (await download).path(), 'utf8')).trimEnd().split('\n');
  expect(lines).toHaveLength(counts.resolved);
  expect(new Set(lines.map((line) => JSON.parse(line).status))).toEqual(new Set(['resolved']));
  await expect(page.getByRole('dialog').getByText(/^Saved, /)).toBeVisible();
});

test('keys of the head are its own, and rows have theirs from the first one on', async ({ page }) => {
  await signIn(page, `/campaigns/view?id=${run.names}&tab=results&q=a`);
  const grid = page.getByRole('grid', { name: 'Results' });
  const active = grid.locator('[data-active]');
  await expect(grid.getByRole('row').nth(5)).toBeVisible();
  // From where somebody has scrolled to, though no row was chosen yet.
  await grid.evaluate((element) => {
    element.scrollTop = 38 * 50;
  });
  await expect(grid.getByRole('row', { name: /^50 / })).toBeVisible();
  await grid.focus();
  await page.keyboard.press('PageDown');
  await expect(active).toHaveAttribute('aria-rowindex', /^6\d$/);
  await page.keyboard.press('Home');
  await expect(active).toHaveAttribute('aria-rowindex', '2');
  await grid.getByRole('button', { name: 'Place' }).focus();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/sort=-ordinal/);
  await expect(page.getByRole('dialog')).toBeHidden();
  expect(page.url()).not.toContain('row=');
});

test('a row is copied by its keys, also where the page may not write to the clipboard', async ({ page }) => {
  await page.addInitScript(() => Object.defineProperty(navigator, 'clipboard', { value: undefined }));
  await signIn(page, `/campaigns/view?id=${run.names}&tab=results`);
  const grid = page.getByRole('grid', { name: 'Results' });
  await expect(grid.getByText('aaarig.test')).toBeVisible();
  await grid.focus();
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Control+c');
  await page.getByLabel('TLD').focus();
  await page.keyboard.press('Control+v');
  await expect(page.getByLabel('TLD')).toHaveValue(/^0\taaarig\.test\ttest\t/);
});

test('a place is gone to by its number', async ({ page }) => {
  await signIn(page, `/campaigns/view?id=${large}&tab=results`);
  const grid = page.getByRole('grid', { name: 'Results' });
  await page.getByLabel('Go to place').fill('765,432');
  await page.keyboard.press('Enter');
  await expect(grid).toBeFocused();
  await expect(grid.locator('[data-active]')).toHaveText(/^765,432/);
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/row=765432/);
});

test('what an address asks that nobody can answer filters nothing', async ({ page }) => {
  const senseless = {
    q: 'x'.repeat(256),
    status: 'dancing',
    statusCode: '600',
    personaId: 'me',
    keywordSetId: '1',
    ruleId: '2',
    hasKeywords: 'perhaps',
    contentHash: 'abc',
    category: 'x'.repeat(101),
    tld: 'x'.repeat(256),
    rcode: 'x'.repeat(33),
    resolver: 'x'.repeat(301),
  };
  await signIn(page);
  for (const id of [run.names, run.dns, run.http]) {
    await page.goto(`/campaigns/view?id=${id}&tab=results&${new URLSearchParams(senseless)}`);
    await expect(page.getByRole('grid', { name: 'Results' }).getByText('rig.test').first()).toBeVisible();
    await expect(page.getByText(/^[\d,]+ results$/)).toBeVisible();
  }
});

test('several statuses are chosen at once, and what has no field is taken away', async ({ page }) => {
  const { counts } = await api.ask('GET', `/campaigns/${run.http}`);
  await signIn(page, `/campaigns/view?id=${run.http}&tab=results&hasKeywords=true`);
  await expect(page.getByText('Results that match the filter')).toBeVisible();
  await page.getByRole('button', { name: 'Take away: With keywords' }).click();
  await expect(page).not.toHaveURL(/hasKeywords/);
  await page.getByRole('button', { name: /^Status/ }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Match', exact: true }).click();
  await expect(page).toHaveURL(/status=match/);
  await page.getByRole('menuitemcheckbox', { name: 'No match' }).click();
  await expect(page).toHaveURL(/status=no_match/);
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Status: Match, No match' })).toBeVisible();
  await expect(page.getByText(`${(counts.match + counts.no_match).toLocaleString('en')} results`)).toBeVisible();
});

test('a value of one result leads to all that have it, by its name', async ({ page }) => {
  const { keywords } = await stage();
  const set = await api.ask('POST', '/keywords/sets', {
    name: unique('linked'),
    rules: keywords.map((pattern) => ({ pattern, ruleType: 'string' })),
  });
  const { params } = await api.ask('GET', `/campaigns/${run.http}`);
  const { id } = await api.ask('POST', '/campaigns/http-keyword-validate', {
    name: unique('linked'),
    sourceCampaignId: run.dns,
    personaIds: params.personaIds,
    keywordSetIds: [set.id],
    targetHttpPorts: params.targetHttpPorts,
    autoStart: true,
  });
  await expect
    .poll(async () => (await api.ask('GET', `/campaigns/${id}`)).status, { timeout: 60_000 })
    .toBe('completed');
  await signIn(page, `/campaigns/view?id=${id}&tab=results&status=match`);
  await page.getByRole('grid', { name: 'Results' }).getByRole('row').filter({ hasText: 'Match' }).first().click();
  const found = page
    .getByRole('dialog')
    .getByRole('button', { name: new RegExp(`^Only results with (${keywords.join('|')})$`) });
  const keyword = await found.first().textContent();
  await found.first().click();
  await expect(page).toHaveURL(/ruleId=[0-9a-f-]{36}/);
  await expect(page.getByRole('dialog')).toBeHidden();
  const chip = page.getByRole('button', { name: 'Take away: Rule' });
  await expect(page.getByText(`Rule${keyword}`)).toBeVisible();
  await chip.click();
  await page.getByRole('grid', { name: 'Results' }).getByRole('row').filter({ hasText: 'Match' }).first().click();
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Only results with SHA-256/ })
    .click();
  await expect(page.getByRole('button', { name: 'Take away: Page like this' })).toBeVisible();
  await expect(page.getByRole('grid', { name: 'Results' }).getByRole('row').nth(1)).toContainText('Match');
});

test.describe('while the program is killed', () => {
  test.use({ quiet: false });
  test('the page goes on to the end (A6, R7)', async ({ page }) => {
    const names = await api.ask('POST', '/campaigns/generate', {
      name: 'survivor',
      patternType: 'prefix',
      variableLength: 5,
      constantString: 'kill',
      tld: 'test',
      characterSet: 'abcdefghijklmnopqrstuvwxyz',
      numDomainsToGenerate: '600000',
    });
    await signIn(page, `/campaigns/view?id=${names.id}`);
    await page.getByRole('button', { name: 'Start' }).click();
    await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
    await again('kill');
    await expect(page.getByText('Live', { exact: true })).toBeVisible({ timeout: 40_000 });
    await expect(page.getByText('600,000 of 600,000').first()).toBeVisible({ timeout: 60_000 });
    await expect(page.getByRole('heading', { level: 1 }).locator('..').getByText('Completed')).toBeVisible();
  });
});
