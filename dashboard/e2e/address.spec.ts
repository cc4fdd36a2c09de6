import type { Page } from '@playwright/test';
import { expect, signIn, test } from './fixtures';

/** What the router asks of the server from now on, to show a page. */
function pagesAsked(page: Page) {
  const asked: string[] = [];
  page.on('request', (request) => {
    const { pathname, searchParams } = new URL(request.url());
    if (pathname.endsWith('.txt') || searchParams.has('_rsc')) asked.push(request.url());
  });
  return asked;
}

const goTo = (page: Page, name: string) =>
  page.getByRole('navigation', { name: 'Navigation' }).getByRole('link', { name }).click();

test('a filter asks for no page, and the way back leaves the list', async ({ page }) => {
  await signIn(page);
  const asked = pagesAsked(page);
  await goTo(page, 'Campaigns');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Campaigns');
  expect(asked.length).toBeGreaterThan(0);
  asked.length = 0;
  await page.getByLabel('Name contains').pressSequentially('nothing is called so');
  await expect(page).toHaveURL(/q=nothing\+is\+called\+so/);
  await expect(page.getByText('No campaign is like this')).toBeVisible();
  await page.getByLabel('Type', { exact: true }).selectOption('DNS');
  await expect(page).toHaveURL(/q=nothing.*type=dns_validation/);
  await expect(page.getByLabel('Type', { exact: true })).toHaveValue('dns_validation');
  expect(asked).toEqual([]);
  await page.goBack();
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Overview');
});

test('a link to the page that is here asks for no page, and the way back takes it back', async ({ page }) => {
  await signIn(page, '/campaigns?q=x');
  const statuses = page.getByRole('navigation', { name: 'Status' });
  await expect(statuses).toBeVisible();
  const asked = pagesAsked(page);
  await statuses.getByRole('link', { name: 'Failed' }).click();
  await expect(page).toHaveURL(/q=x&status=failed/);
  await expect(statuses.getByRole('link', { name: 'Failed' })).toHaveAttribute('aria-current', 'true');
  await page.goBack();
  await expect(statuses.getByRole('link', { name: 'All' })).toHaveAttribute('aria-current', 'true');
  await expect(page.getByLabel('Name contains')).toHaveValue('x');
  expect(asked).toEqual([]);
});

test('two filters set in the same moment are both kept', async ({ page }) => {
  await signIn(page, '/campaigns');
  await expect(page.getByLabel('Type', { exact: true })).toBeVisible();
  await page.evaluate(() => {
    for (const [label, value] of [
      ['Type', 'domain_list'],
      ['Order', 'name'],
    ]) {
      const field = [...document.querySelectorAll('label')].find((one) => one.textContent === label);
      const select = document.getElementById(field?.htmlFor ?? '') as HTMLSelectElement;
      select.value = value ?? '';
      select.dispatchEvent(new Event('change', { bubbles: true }));
    }
  });
  await expect(page).toHaveURL(/type=domain_list&sort=name/);
  await expect(page.getByLabel('Order')).toHaveValue('name');
});
