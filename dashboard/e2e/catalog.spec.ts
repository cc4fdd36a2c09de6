import { Api, expect, signIn, test, unique } from './fixtures';

test('a persona is made, changed, disabled and deleted (N2)', async ({ page }) => {
  const name = unique('resolvers');
  await signIn(page, '/personas?type=dns');
  await page.getByRole('link', { name: 'New DNS persona' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Resolvers').fill('1.1.1.1\n9.9.9.9');
  await page.getByLabel('At once').fill('50');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('link', { name }).click();
  await expect(page.getByLabel('Resolvers')).toHaveValue('1.1.1.1\n9.9.9.9');
  await expect(page.getByLabel('At once')).toHaveValue('50');
  await page.getByLabel('Enabled').uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('row').filter({ hasText: name })).toContainText('Disabled');
  await page.getByRole('link', { name }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByText('Saved. Later runs use it.').first()).toBeVisible();
  await expect(page.getByRole('link', { name })).toHaveCount(0);
});

test('a persona with a hostile name is text (F5)', async ({ page }) => {
  const api = await Api.signIn();
  const name = `<img src=x onerror=alert(1)> ${unique('')}`;
  await api.ask('POST', '/personas/http', { name, configDetails: { userAgent: '<script>alert(1)</script>' } });
  await signIn(page, '/personas?type=http');
  await expect(page.getByRole('link', { name })).toBeVisible();
  await expect(page.getByText('<script>alert(1)</script>').first()).toBeVisible();
});

test('making a persona renews the lists of personas, and no others (A4, C4, C5)', async ({ page }) => {
  const asked: string[] = [];
  page.on('request', (request) => request.method() === 'GET' && asked.push(new URL(request.url()).pathname));
  const of = (path: string) => asked.filter((one) => one === path).length;
  const visit = async (place: string) => {
    await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: place }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText(place);
    await page.waitForLoadState('networkidle');
  };
  await signIn(page, '/keyword-sets');
  await visit('Personas');
  const [sets, personas] = [of('/api/v2/keywords/sets'), of('/api/v2/personas')];
  await visit('Keyword sets');
  await visit('Personas');
  expect([of('/api/v2/keywords/sets'), of('/api/v2/personas')]).toEqual([sets, personas]);
  await page.getByRole('link', { name: 'New DNS persona' }).first().click();
  const name = unique('renews');
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Resolvers').fill('1.1.1.1');
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('link', { name })).toBeVisible();
  await visit('Keyword sets');
  expect(of('/api/v2/keywords/sets')).toBe(sets);
});

test.describe('refusals', () => {
  test.use({ expectedStatuses: [409, 422] });

  test('a name that is taken, and a version that is stale, are told', async ({ page }) => {
    const api = await Api.signIn();
    const [one, other] = [unique('taken'), unique('other')];
    await api.ask('POST', '/personas/dns', { name: one, configDetails: { resolvers: ['1.1.1.1'] } });
    const second = await api.ask('POST', '/personas/dns', { name: other, configDetails: { resolvers: ['1.1.1.1'] } });
    await signIn(page, `/personas/edit?id=${second.id}`);
    await page.getByLabel('Name', { exact: true }).fill(one);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('This name is taken.')).toBeVisible();
    await api.ask('PUT', `/personas/dns/${second.id}`, {
      name: other,
      description: 'by somebody else',
      configDetails: { resolvers: ['1.1.1.1'] },
    });
    await page.getByLabel('Name', { exact: true }).fill(`${other} again`);
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('Somebody changed this in the meantime.')).toBeVisible();
  });

  test('a rule that is wrong is told at its row (N5)', async ({ page }) => {
    await signIn(page, '/keyword-sets/new');
    await page.getByLabel('Name', { exact: true }).fill(unique('rules'));
    await page.getByRole('button', { name: 'Paste many' }).click();
    await page.getByLabel('Keywords').fill('lantern sale\n[unclosed\n');
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await page.getByLabel('Rule 2: type').selectOption('regex');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByRole('listitem').filter({ has: page.getByLabel('Rule 2: type') })).toContainText(
      'missing closing ]',
    );
    await page.getByLabel('Rule 2: type').selectOption('string');
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page).toHaveURL(/\/keyword-sets$/);
  });
});

test('a setting says what changes, and acts (N10)', async ({ page }) => {
  const api = await Api.signIn();
  await signIn(page, '/settings?section=logging');
  await page.getByLabel('Level').selectOption('debug');
  await expect(page.getByText('changed', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Save one change' }).click();
  await expect(page.getByText('Saved. It is in force.').first()).toBeVisible();
  expect((await api.ask('GET', '/config/logging')).level).toBe('debug');
  await expect(page.getByText(/^Last changed /)).toBeVisible();
  await page.getByLabel('Level').selectOption('info');
  await page.getByRole('button', { name: 'Save one change' }).click();
  await expect.poll(async () => (await api.ask('GET', '/config/logging')).level).toBe('info');
});

test('the read models are built anew while all goes on', async ({ page }) => {
  await signIn(page, '/monitoring');
  await page.getByRole('button', { name: 'Rebuild' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Rebuild' }).click();
  await expect(page.getByText(/^Rebuilt /)).toBeVisible({ timeout: 40_000 });
  await expect(page.getByText('Following')).toBeVisible();
});
