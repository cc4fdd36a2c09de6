import { admin, expect, stage, test } from './fixtures';

test('the first person sets the program up and is in', async ({ page }) => {
  await page.goto('/');
  await expect(page).toHaveURL(/\/setup$/);
  await page.getByLabel('Setup token').fill((await stage()).setupToken);
  await page.getByLabel('E-mail address').fill(admin.email);
  await page.getByLabel('First name').fill(admin.firstName);
  await page.getByLabel('Last name').fill(admin.lastName);
  await page.getByLabel('Password').fill(admin.password);
  await page.getByRole('button', { name: 'Create account' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview');
  await expect(page.getByText('Live', { exact: true })).toBeVisible();
  await expect(page.getByText('Nothing runs at the moment')).toHaveCount(0);
  await page.getByRole('link', { name: 'Ask the first question' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('New campaign');
});
