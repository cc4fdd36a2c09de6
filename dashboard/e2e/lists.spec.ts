import { Api, expect, signIn, stage, test, unique } from './fixtures';

let api: Api;

test.beforeAll(async () => {
  api = await Api.signIn();
});

const pattern = (variableLength = 1) => ({
  patternType: 'prefix',
  variableLength,
  constantString: unique('l').replace(/\W/g, ''),
  tlds: ['test'],
  characterSet: 'abc',
});

const generated = (name: string, autoStart: boolean) =>
  api.ask('POST', '/campaigns/generate', { name, ...pattern(), autoStart });

const listOf = (name: string) => `/campaigns?q=${encodeURIComponent(name)}`;

test('a row tells what matters of its campaign, by its type', async ({ page }) => {
  const name = unique('found');
  const { resolver } = await stage();
  const persona = await api.ask('POST', '/personas/dns', {
    name: unique('found'),
    configDetails: { resolvers: [resolver], queryTimeoutSeconds: 1 },
  });
  const source = await generated(`${name} names`, true);
  await api.ask('POST', '/campaigns/dns-validate', {
    name: `${name} dns`,
    sourceCampaignId: source.id,
    personaIds: [persona.id],
    autoStart: true,
  });
  await signIn(page, listOf(name));
  const row = (of: string) => page.getByRole('row').filter({ hasText: `${name} ${of}` });
  await expect(row('names')).toContainText('3 names');
  await expect(row('dns')).toContainText('Completed');
  const { items } = await api.ask('GET', `${listOf(name)}&campaignType=dns_validation`);
  const exist = items[0].counts.resolved;
  await expect(row('dns')).toContainText(exist === 1 ? '1 exists' : `${exist} exist`);
});

test.describe('a command for all that match', () => {
  test.use({ expectedStatuses: [409] });
  test('asks with their number, deletes, and tells what was refused and why', async ({ page }) => {
    const name = unique('many');
    const campaigns = [];
    for (let i = 0; i < 3; i++) campaigns.push(await generated(`${name} ${i}`, false));
    await signIn(page, listOf(name));
    await page.route(`**/api/v2/campaigns/${campaigns[1].id}`, (route) =>
      route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 409, code: 'CONTENTION', title: 'x', detail: 'x' }),
      }),
    );
    await page.getByRole('button', { name: 'All that match' }).click();
    const dialog = page.getByRole('dialog');
    await expect(dialog.getByText('3 campaigns match.')).toBeVisible();
    await expect(dialog.getByRole('button', { name: 'Pause' })).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Delete (3)' }).click();
    const question = page.getByRole('alertdialog', { name: 'Delete 3 campaigns?' });
    await question.getByRole('button', { name: 'Cancel' }).click();
    await dialog.getByRole('button', { name: 'Delete (3)' }).click();
    await question.getByRole('button', { name: 'Delete (3)' }).click();
    await expect(dialog.getByText('3 of 3 done, 2 carried out')).toBeVisible();
    const refused = dialog.getByRole('region', { name: '1 was not changed' });
    await expect(refused.getByRole('listitem')).toContainText(`${name} 1`);
    await expect(refused.getByRole('listitem')).toContainText('Somebody else changed the same thing');
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(page.getByRole('link', { name: `${name} 1` })).toBeVisible();
    await expect(page.getByRole('link', { name: `${name} 0` })).toHaveCount(0);
  });
});

test('pipelines are a view of the list, each with its funnel', async ({ page }) => {
  const name = unique('funnel');
  const { resolver } = await stage();
  const dns = await api.ask('POST', '/personas/dns', {
    name: unique('funnel'),
    configDetails: { resolvers: [resolver] },
  });
  const http = await api.ask('POST', '/personas/http', {
    name: unique('funnel'),
    configDetails: { userAgent: 'test' },
  });
  const set = await api.ask('POST', '/keywords/sets', {
    name: unique('funnel'),
    rules: [{ pattern: 'sale', ruleType: 'string' }],
  });
  const pipeline = await api.ask('POST', '/pipelines', {
    name,
    mode: 'step_by_step',
    domainGenerationParams: pattern(2),
    dnsValidationParams: { personaIds: [dns.id] },
    httpKeywordParams: { personaIds: [http.id], keywordSetIds: [set.id] },
  });
  await signIn(page, '/campaigns');
  await page.getByRole('navigation', { name: 'Lists' }).getByRole('link', { name: 'Pipelines' }).click();
  await expect(page).toHaveURL(/view=pipelines/);
  await page.getByLabel('Name contains').fill(name);
  await expect(page).toHaveURL(/view=pipelines&q=funnel/);
  const row = page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });
  await expect(page.getByRole('row')).toHaveCount(2);
  const numbers = () => row.getByRole('cell').allInnerTexts();
  expect((await numbers()).slice(2, 6)).toEqual(['0', '0', '0', '0']);
  await api.ask('POST', `/pipelines/${pipeline.id}/start`);
  await expect.poll(async () => (await numbers())[2]).toBe('9');
  await row.getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
});

test('the overview tells of what runs, without anything beyond its edge', async ({ page }) => {
  const name = unique('now');
  const { id } = await api.waiting(name);
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 844 });
    if (width === 1440) await signIn(page);
    const line = page.getByRole('list', { name: 'Running now' }).getByRole('listitem').filter({ hasText: name });
    await expect(line).toContainText('Waits for its source');
    await expect(line).toContainText('Nothing yet');
    expect(await line.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0);
  }
  await api.ask('POST', `/campaigns/${id}/cancel`);
  await expect(page.getByRole('listitem').filter({ hasText: name })).toHaveCount(0);
});

test('the line of a campaign says since when it is drawn', async ({ page }) => {
  const { id } = await api.waiting(unique('line'));
  await signIn(page, `/campaigns/view?id=${id}`);
  await expect(page.getByText('Results recorded, since this page was opened.')).toBeVisible();
  await api.ask('POST', `/campaigns/${id}/cancel`);
});
