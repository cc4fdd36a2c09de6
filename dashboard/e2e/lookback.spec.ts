import { Api, admin, expect, signIn, stage, test, unique } from './fixtures';

let api: Api;
let source: string;
let runs: string[];

test.beforeAll(async () => {
  api = await Api.signIn();
  const { resolver } = await stage();
  source = (
    await api.ask('POST', '/campaigns/generate', {
      name: unique('looked back at'),
      patternType: 'prefix',
      variableLength: 2,
      constantString: unique('b').replace(/\W/g, ''),
      tld: 'test',
      characterSet: 'abcdefghijklmnopqrstuvwxyz',
      autoStart: true,
    })
  ).id;
  const run = async (recordTypes: string[]) => {
    const persona = await api.ask('POST', '/personas/dns', {
      name: unique('lookback'),
      configDetails: { resolvers: [resolver], rateLimitDps: 0, maxInFlight: 1_000, queryTimeoutSeconds: 1 },
    });
    return (
      await api.ask('POST', '/campaigns/dns-validate', {
        name: unique('run'),
        sourceCampaignId: source,
        personaIds: [persona.id],
        recordTypes,
        retryAttempts: 0,
        autoStart: true,
      })
    ).id;
  };
  runs = [await run(['A']), await run(['AAAA'])];
  for (const id of [source, ...runs]) {
    await expect
      .poll(async () => (await api.ask('GET', `/campaigns/${id}`)).status, { timeout: 60_000 })
      .toBe('completed');
  }
});

test('the past is played, and each moment is what the server says of it (X13)', async ({ page }) => {
  await signIn(page, `/campaigns/history?id=${runs[0]}`);
  const then = page.getByRole('region', { name: 'Then' });
  await page.getByRole('slider').focus();
  await page.keyboard.press('Home');
  await expect(page.getByText('campaign.created')).toBeVisible();
  await expect(then.getByText('Pending', { exact: true }).first()).toBeVisible();
  await page.getByRole('button', { name: 'One event on' }).click();
  await expect(page.getByText('campaign.started')).toBeVisible();
  await page.getByRole('button', { name: 'One event on' }).click();
  await expect(page.getByText('campaign.names_resolved')).toBeVisible();
  const at = new URL(page.url()).searchParams.get('at');
  const { counts } = await api.ask('GET', `/campaigns/${runs[0]}?asOf=${at}`);
  await expect(then.locator('dl > div').filter({ hasText: 'Resolved' }).first().locator('dd')).toHaveText(
    counts.resolved.toLocaleString('en-GB'),
  );
  await page.getByRole('button', { name: 'Play what happened' }).click();
  await expect(page.getByText('campaign.completed')).toBeVisible({ timeout: 30_000 });
  await expect(page.getByRole('button', { name: 'Play what happened' })).toBeVisible();
});

test('two runs are compared', async ({ page }) => {
  await signIn(page, `/campaigns/compare?id=${runs[0]}`);
  await page.getByLabel('Later run').selectOption({ value: runs[1] });
  const { summary } = await api.ask('GET', `/campaigns/${runs[0]}/compare?with=${runs[1]}`);
  const gone = page.getByRole('button', { name: 'Gone' });
  await expect(gone).toContainText(`${summary.gone}`);
  await gone.click();
  await expect(page).toHaveURL(/change=gone/);
  await expect(page.getByRole('row').nth(1)).toContainText('Gone');
});

test('the log is searched, opened and followed', async ({ page }) => {
  await signIn(page, `/events?campaignId=${runs[0]}`);
  const row = page.getByRole('row').filter({ hasText: 'campaign.started' });
  await expect(row).toBeVisible();
  await expect(page.getByRole('row').filter({ hasText: 'names_resolved' })).toHaveCount(0);
  await page.getByLabel('Results too').check();
  await expect(page.getByRole('row').filter({ hasText: 'names_resolved' }).first()).toBeVisible();
  await row.getByRole('button').click();
  await expect(
    page.getByRole('dialog').getByText('"personas"').or(page.getByRole('dialog').locator('pre')),
  ).toBeVisible();
  await page.keyboard.press('Escape');
  await page.reload();
  await expect(page.getByLabel('Results too')).toBeChecked();
});

test('new events arrive by themselves, and wait while the list is paused', async ({ page }) => {
  await signIn(page, '/events');
  const name = unique('arrives');
  const create = (name: string) =>
    api.ask('POST', '/personas/dns', { name, configDetails: { resolvers: ['1.1.1.1'] } });
  const { id } = await create(name);
  await expect(page.getByRole('row').filter({ hasText: id })).toBeVisible();
  await page.getByRole('button', { name: 'Pause' }).click();
  const second = await create(`${name} 2`);
  await expect(page.getByRole('button', { name: /^Go on, / })).not.toHaveText('Go on, 0 new');
  await expect(page.getByRole('row').filter({ hasText: second.id })).toHaveCount(0);
  await page.getByRole('button', { name: /^Go on, / }).click();
  await expect(page.getByRole('row').filter({ hasText: second.id })).toBeVisible();
});

test('who came in and what was taken out is in the audit (F8)', async ({ page }) => {
  await signIn(page, '/audit');
  const row = page.getByRole('row').filter({ hasText: 'access.login_succeeded' }).first();
  await expect(row).toContainText(`${admin.firstName} ${admin.lastName}`);
  await page.getByLabel('Type').selectOption('access.login_succeeded');
  await page.getByRole('button', { name: 'access.login_succeeded' }).first().click();
  await expect(page.getByRole('dialog').locator('pre')).toContainText('clientIp');
});
