import { Api, expect, signIn, test, unique } from './fixtures';

let api: Api;

test.beforeAll(async () => {
  api = await Api.signIn();
});

const rowOf = (page: import('@playwright/test').Page, name: string) =>
  page.getByRole('row').filter({ has: page.getByRole('link', { name, exact: true }) });

test('a pause in one tab shows in the other without a request of its own (D3)', async ({ page, context }) => {
  const name = unique('two tabs');
  await api.waiting(name);
  await signIn(page, `/campaigns?q=${encodeURIComponent(name)}`);
  const other = await context.newPage();
  await other.goto(`/campaigns?q=${encodeURIComponent(name)}`);
  await expect(rowOf(other, name)).toContainText('Running');
  await other.route('**/api/v2/campaigns*', (route) => route.abort());
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: 'Pause' }).click();
  await expect(rowOf(page, name)).toContainText('Paused');
  await expect(rowOf(other, name)).toContainText('Paused');
});

test.describe('a command that fails', () => {
  test.use({ expectedStatuses: [409] });
  test('is taken back with a message (D1)', async ({ page }) => {
    const name = unique('fails');
    await api.waiting(name);
    await signIn(page, `/campaigns?q=${encodeURIComponent(name)}`);
    await page.route('**/pause', async (route) => {
      await expect(rowOf(page, name)).toContainText('Paused');
      await route.fulfill({
        status: 409,
        contentType: 'application/problem+json',
        body: JSON.stringify({ status: 409, code: 'CONTENTION', title: 'x', detail: 'x' }),
      });
    });
    await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await expect(page.getByText('Somebody else changed the same thing').first()).toBeVisible();
    await expect(rowOf(page, name)).toContainText('Running');
  });
});

test('filters are in the address, and a view of them is kept', async ({ page }) => {
  const name = unique('kept view');
  await api.waiting(name);
  await signIn(page, '/campaigns');
  await page.getByLabel('Name contains').fill(name);
  await expect(page).toHaveURL(/q=/);
  await page.getByRole('navigation', { name: 'Status' }).getByRole('link', { name: 'Running' }).click();
  await expect(page).toHaveURL(/status=running/);
  await page.getByRole('button', { name: 'Keep this view' }).click();
  await page.getByRole('dialog').getByLabel('Name').fill('mine');
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
  await page.goto('/campaigns');
  await page.getByRole('link', { name: 'mine', exact: true }).click();
  await expect(page.getByLabel('Name contains')).toHaveValue(name);
  await expect(rowOf(page, name)).toBeVisible();
});

test('a command goes to all that match', async ({ page }) => {
  const name = unique('bulk');
  for (let i = 0; i < 4; i++) await api.waiting(`${name} ${i}`);
  await signIn(page, `/campaigns?q=${encodeURIComponent(name)}&type=dns_validation`);
  await page.getByRole('button', { name: 'All that match' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Pause' }).click();
  await expect(page.getByRole('dialog').getByText('4 of 4 done, 4 carried out')).toBeVisible();
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByRole('row').filter({ hasText: 'Paused' })).toHaveCount(4);
});

test.describe('where commands have a limit', () => {
  test.use({ expectedStatuses: [429] });
  test('a command to all waits, goes on, and is stopped (D2)', async ({ page }) => {
    const name = unique('bulk limit');
    for (let i = 0; i < 4; i++) await api.waiting(`${name} ${i}`);
    await signIn(page, `/campaigns?q=${encodeURIComponent(name)}&type=dns_validation`);
    let allowed = 1;
    await page.route('**/pause', (route) =>
      allowed-- > 0
        ? route.continue()
        : route.fulfill({ status: 429, headers: { 'Retry-After': '60' }, json: { status: 429, code: 'RATE_LIMITED' } }),
    );
    await page.getByRole('button', { name: 'All that match' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Pause' }).click();
    await expect(dialog.getByText('1 of 4 done, 1 carried out')).toBeVisible();
    await expect(dialog.getByText('It goes on by itself.')).toBeVisible();
    allowed = 1;
    await expect(dialog.getByText('2 of 4 done, 2 carried out')).toBeVisible();
    await dialog.getByRole('button', { name: 'Stop here' }).click();
    await expect(dialog.getByText('2 were not asked.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Close' }).last().click();
    await expect(page.getByRole('row').filter({ hasText: 'Paused' })).toHaveCount(2);
  });
});

test('every request carries the token, every command a key (A7, B7)', async ({ page }) => {
  const name = unique('keys');
  await api.waiting(name);
  await signIn(page, `/campaigns?q=${encodeURIComponent(name)}`);
  const bare: string[] = [];
  const commands: string[] = [];
  page.on('request', async (request) => {
    const path = new URL(request.url()).pathname;
    if (!path.startsWith('/api/v2/') || path.includes('/auth/')) return;
    const headers = await request.allHeaders();
    if (!headers.authorization?.startsWith('Bearer ')) bare.push(path);
    if (request.method() !== 'GET') commands.push(headers['idempotency-key'] ?? '');
  });
  await page.getByRole('button', { name: `Actions for ${name}`, exact: true }).click();
  await page.getByRole('menuitem', { name: 'Pause' }).click();
  await expect(rowOf(page, name)).toContainText('Paused');
  await expect.poll(() => commands.length).toBe(1);
  expect(commands[0]).toMatch(/^[0-9a-f-]{36}$/);
  expect(bare).toEqual([]);
});

test.describe('a part that breaks', () => {
  test.use({ quiet: false });
  test('leaves the rest usable (C7)', async ({ page }) => {
    await signIn(page);
    await page.route('**/api/v2/personas?*', (route) =>
      route.fulfill({ json: { items: [{ id: 'x', name: {} }], nextCursor: null, sequence: 1 } }),
    );
    await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Personas' }).click();
    await expect(page.getByText('This part of the page has failed')).toBeVisible();
    await page.unroute('**/api/v2/personas?*');
    await page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name: 'Keyword sets' }).click();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Keyword sets');
  });
});

test('theme and language are chosen and kept (F10, F12)', async ({ page }) => {
  await signIn(page);
  await page.getByRole('button', { name: 'Ada King' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Dark' }).click();
  await expect(page.locator('html')).toHaveClass(/dark/);
  await page.getByRole('button', { name: 'Ada King' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Deutsch' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Übersicht');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Übersicht');
  await expect(page.locator('html')).toHaveClass(/dark/);
  await expect(page.locator('html')).toHaveAttribute('lang', 'de');
});
