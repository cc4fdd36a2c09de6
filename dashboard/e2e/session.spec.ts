import { admin, expect, signIn, test } from './fixtures';

test('a page that was asked for comes after signing in', async ({ page }) => {
  await page.goto('/campaigns?status=running');
  await expect(page).toHaveURL(/\/login\?next=/);
  await page.getByLabel('E-mail address').fill(admin.email);
  await page.getByLabel('Password').fill(admin.password);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await expect(page).toHaveURL(/\/campaigns\?status=running$/);
});

test('a reload keeps the person, signing out does not', async ({ page }) => {
  await signIn(page);
  await page.reload();
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Ada King' }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(page).toHaveURL(/\/login/);
  await page.goto('/');
  await expect(page).toHaveURL(/\/login/);
});

test('nothing that lets somebody in is kept where scripts see it', async ({ page, context }) => {
  await signIn(page);
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]));
  expect(kept).not.toMatch(/df[a-z]_/);
  const cookie = (await context.cookies()).find((one) => one.name === 'domainflow_refresh');
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict', path: '/api/v2/auth' });
});

test.describe('wrong passwords', () => {
  test.use({ expectedStatuses: [401, 429] });
  test('are told as such', async ({ page }) => {
    await page.goto('/login');
    await page.getByLabel('E-mail address').fill('nobody@example.com');
    await page.getByLabel('Password').fill('not the right one');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'password is wrong' })).toBeVisible();
    await expect(page).toHaveURL(/\/login$/);
  });
});
