import { again, expect, signIn, test } from './fixtures';

// What cannot be fetched without a network is told in the console: it is what the test is about.
test.use({ serviceWorkers: 'allow' });

test.describe('without a network', () => {
  test.use({ quiet: false });

  test('the dashboard opens, says so, and shows what it showed last (C8)', async ({ page }) => {
    await signIn(page, '/campaigns');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Campaigns');
    const kept = () =>
      page.evaluate(async () => (await (await caches.open('reads')).keys()).map((key) => new URL(key.url).pathname));
    await expect.poll(kept).toEqual(expect.arrayContaining(['/api/v2/me', '/api/v2/campaigns']));

    // The network of a browser can be cut for its pages, but not for its workers: the server goes instead.
    await again('stop');
    await page.reload();
    await expect(page.getByText(/^You are offline\. What is shown is of /)).toBeVisible();
    await expect(page.getByRole('heading', { level: 1 })).toHaveText('Campaigns');
    await page.goto('/personas');
    await expect(page.getByText(/^You are offline/)).toBeVisible();

    await again('start');
    await expect(page.getByText(/^You are offline/)).toBeHidden();
    await expect(page.getByText('Live', { exact: true })).toBeVisible();
  });

  test('nothing of a person is kept when they have left', async ({ page }) => {
    await signIn(page, '/campaigns');
    await page.evaluate(() => navigator.serviceWorker.ready);
    await page.reload();
    const kept = () => page.evaluate(async () => (await (await caches.open('reads')).keys()).length);
    await expect.poll(kept).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'Ada King' }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await expect(page).toHaveURL(/\/login/);
    await expect.poll(kept).toBe(0);
  });
});

test('it can be installed (F9)', async ({ page }) => {
  await page.goto('/login');
  const manifest = await page.evaluate(async () => (await fetch('/manifest.webmanifest')).json());
  expect(manifest).toMatchObject({ name: 'DomainFlow', start_url: '/', display: 'standalone' });
  await expect(page.locator('link[rel=manifest]')).toHaveAttribute('href', '/manifest.webmanifest');
  expect((await page.request.get(manifest.icons[0].src)).ok()).toBe(true);
});
