import { Api, expect, signIn, stage, test, unique } from './fixtures';

let api: Api;
let personas: { dns: string; http: string };

test.beforeAll(async () => {
  api = await Api.signIn();
  const { resolver } = await stage();
  personas = { dns: unique('wizard dns'), http: unique('wizard http') };
  const unlimited = { rateLimitDps: 0, maxInFlight: 1_000 };
  await api.ask('POST', '/personas/dns', {
    name: personas.dns,
    configDetails: { ...unlimited, resolvers: [resolver], queryTimeoutSeconds: 1 },
  });
  await api.ask('POST', '/personas/http', {
    name: personas.http,
    configDetails: { ...unlimited, userAgent: 'test', requestTimeoutSeconds: 2 },
  });
});

test('a pipeline is made by keyboard alone, and runs to its end (R8, F11)', async ({ page }) => {
  const { httpPort, keywords } = await stage();
  const name = unique('by keyboard');
  await signIn(page);
  await page.keyboard.press('n');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('New campaign');
  const type = async (label: string, text: string) => {
    await page.getByLabel(label, { exact: true }).focus();
    await page.keyboard.press('Control+a');
    await page.keyboard.type(text);
  };
  const press = async (button: string) => {
    await page.getByRole('button', { name: button }).focus();
    await page.keyboard.press('Enter');
  };
  await press('The whole question');
  await type('Word', 'keys');
  await type('How many before', '3');
  await type('Endings', 'test');
  await type('How many', '2000');
  const preview = page.getByRole('region', { name: 'Preview' });
  await expect(preview.getByText('17,576').first()).toBeVisible();
  await expect(preview.getByText('aaakeys.test')).toBeVisible();
  await press('Next');
  await page.getByLabel(personas.dns).focus();
  await page.keyboard.press('Space');
  await press('Next');
  await page.getByLabel(personas.http).focus();
  await page.keyboard.press('Space');
  await page.getByLabel('Keywords').focus();
  for (const keyword of keywords) {
    await page.keyboard.insertText(`${keyword}\n`);
  }
  await type('Ports', `${httpPort}`);
  await press('Next');
  await type('Name', name);
  await press('Create and start');
  await expect(page).toHaveURL(/\/pipelines\/view\?id=/);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
  await expect(page.getByRole('heading', { level: 1 }).locator('..').getByText('Completed')).toBeVisible({
    timeout: 45_000,
  });
});

test('an empty form says what is needed, at its place, and sends nothing (A5)', async ({ page }) => {
  const sent: string[] = [];
  await signIn(page, '/campaigns/new?goal=pipeline&step=dns');
  page.on(
    'request',
    (request) => request.method() === 'POST' && !request.url().includes('/auth/') && sent.push(request.url()),
  );
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByText('This is needed.')).toBeVisible();
  await page.getByLabel(personas.dns).check();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByRole('heading', { name: 'Which matter' })).toBeVisible();
  expect(sent).toEqual([]);
});

test.describe('what the server alone knows', () => {
  test.use({ expectedStatuses: [422] });
  test('is said at the field that it is about', async ({ page }) => {
    await signIn(page, '/campaigns/new?goal=names&step=names');
    await page.getByLabel('Word', { exact: true }).fill('bad_word');
    await expect(page.getByRole('region', { name: 'Preview' }).getByRole('alert')).toBeVisible();
    await page.getByRole('button', { name: 'Next' }).click();
    await page.getByLabel('Name', { exact: true }).fill(unique('refused'));
    await page.getByRole('button', { name: 'Create and start' }).click();
    await expect(page.getByLabel('Word', { exact: true })).toHaveAttribute('aria-invalid', 'true');
  });
});

test('a list is pasted, its lines are told, and its names are looked up', async ({ page }) => {
  await signIn(page, '/campaigns/new?goal=list&step=file');
  await page.getByLabel('Name', { exact: true }).fill(unique('pasted'));
  await page.getByLabel('Or paste names').fill('one.test\ntwo.test\none.test\nnot a name\n# passed over\n');
  await page.getByRole('button', { name: 'Upload' }).click();
  const report = page.getByRole('status').filter({ hasText: 'Accepted' });
  await expect(report).toContainText('2');
  await expect(page.getByRole('row').filter({ hasText: 'not a name' })).toContainText('4');
  await page.getByRole('link', { name: 'Look up which exist' }).click();
  await expect(page.getByRole('heading', { name: 'Source', exact: true })).toBeVisible();
  await expect(page.getByLabel('Source')).not.toHaveValue('');
});

test('a file goes to the server as it is', async ({ page }) => {
  const lines = Array.from({ length: 20_000 }, (_, i) => `host${i},x${i}.test`).join('\n');
  await signIn(page, '/campaigns/new?goal=list&step=file');
  await page.getByLabel('Name', { exact: true }).fill(unique('file'));
  await page
    .getByLabel('File')
    .setInputFiles({ name: 'names.csv', mimeType: 'text/csv', buffer: Buffer.from(`id,domain\n${lines}\n`) });
  await page.getByLabel('Format').selectOption('csv');
  await page.getByRole('button', { name: 'Upload' }).click();
  await expect(page.getByRole('status').filter({ hasText: 'Accepted' })).toContainText('20,000');
});

test('an earlier campaign is run again with changes', async ({ page }) => {
  const earlier = await api.ask('POST', '/campaigns/generate', {
    name: unique('earlier'),
    patternType: 'suffix',
    variableLength: 1,
    constantString: 'again',
    tld: 'test',
    characterSet: '0123456789',
  });
  await signIn(page, `/campaigns/new?from=${earlier.id}`);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(page.getByLabel('Word', { exact: true })).toHaveValue('again');
  await expect(page.getByLabel('Characters that change')).toHaveValue('suffix');
  await expect(page.getByText('again0.test')).toBeVisible();
});

test('a campaign gets another name', async ({ page }) => {
  const campaign = await api.ask('POST', '/campaigns/generate', {
    name: unique('old name'),
    patternType: 'prefix',
    variableLength: 1,
    constantString: 'rename',
    tld: 'test',
    characterSet: 'ab',
  });
  const name = unique('new name');
  await signIn(page, `/campaigns/edit?id=${campaign.id}`);
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText(name);
});
