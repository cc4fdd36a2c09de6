import AxeBuilder from '@axe-core/playwright';
import type { BrowserContext, Page } from '@playwright/test';
import { Api, test as base, expect, signIn, stage } from './fixtures';

const password = 'another unusual sentence';

/** Somebody of this test, with a password that they chose themselves. */
async function person(api: Api, roles: string[]) {
  const name = `P${Math.random().toString(36).slice(2, 10)}`;
  const email = `${name}@example.com`.toLowerCase();
  const user = await api.ask('POST', '/admin/users', { email, firstName: name, lastName: 'Test', roles, password });
  return { id: user.id as string, email, name, lastName: 'Test' };
}

type Elsewhere = {
  /** A page of another browser. */
  another: () => Promise<Page>;
  /** One in which somebody else has signed in. */
  elsewhere: (email: string, path: string) => Promise<Page>;
};

const test = base.extend<Elsewhere>({
  another: async ({ browser }, use) => {
    const open: BrowserContext[] = [];
    await use(async () => {
      const context = await browser.newContext();
      open.push(context);
      return context.newPage();
    });
    for (const context of open) await context.close();
  },
  elsewhere: async ({ another }, use) => {
    await use(async (email, path) => {
      const page = await another();
      await signIn(page, path, email, password);
      await page.evaluate(() => Object.assign(window, { sameDocument: true }));
      return page;
    });
  },
});

/** Whether the page has not been loaded anew since it was signed in. */
const sameDocument = (page: Page) => page.evaluate(() => 'sameDocument' in window);

const heading = (page: Page) => page.getByRole('heading', { level: 1 });

test('somebody is let in with a one-time password, and chooses their own', async ({ page, context, another }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  const email = `new${Date.now()}@example.com`;
  await signIn(page, '/admin/users/new');
  await page.getByLabel('E-mail address').fill(email);
  await page.getByLabel('First name').fill('Katherine');
  await page.getByLabel('Last name').fill('Johnson');
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(heading(page)).toHaveText('User created');
  await page.getByRole('button', { name: 'Copy' }).click();
  await expect(page.getByText('Copied.', { exact: true })).toBeVisible();
  const once = await page.evaluate(() => navigator.clipboard.readText());
  await expect(page.locator('pre')).toHaveText(once);

  const theirs = await another();
  await theirs.goto('/login?next=%2Faccount');
  await theirs.getByLabel('E-mail address').fill(email);
  await theirs.getByLabel('Password').fill(once);
  await theirs.getByRole('button', { name: 'Sign in' }).click();
  await expect(heading(theirs)).toHaveText('Choose a password of your own');
  await theirs.getByLabel('Current password').fill(once);
  await theirs.getByLabel('New password').fill(password);
  await theirs.getByRole('button', { name: 'Change password' }).click();
  await expect(heading(theirs)).toHaveText('Account');
  await expect(theirs.getByText('Live', { exact: true })).toBeVisible();

  await page.goto(`/admin/users?q=${email}`);
  const row = page.getByRole('row', { name: 'Katherine Johnson' });
  await expect(row.getByText('Active', { exact: true })).toBeVisible();
  await expect(row.getByText('One-time password')).toBeHidden();
  await expect(row.getByText('Never')).toBeHidden();
});

test('people see what their role allows, and of the rest that they may not', async ({ elsewhere }) => {
  const api = await Api.signIn();
  const member = await elsewhere((await person(api, ['user'])).email, '/admin/users');
  await expect(heading(member)).toHaveText('Not authorised');
  await expect(member.getByText('users:manage')).toBeVisible();
  const navigation = member.getByRole('navigation', { name: 'Navigation' });
  await expect(navigation.getByRole('link', { name: 'Campaigns' })).toBeVisible();
  await expect(navigation.getByRole('link', { name: 'Users', exact: true })).toBeHidden();
  await member.goto('/account?tab=api-keys');
  await member.getByRole('button', { name: 'New API key' }).click();
  await expect(member.getByRole('checkbox', { name: 'See events' })).toBeVisible();
  await expect(member.getByRole('checkbox', { name: 'Manage users' })).toBeHidden();

  const viewer = await elsewhere((await person(api, ['viewer'])).email, '/account?tab=api-keys');
  await expect(viewer.getByRole('tab', { name: 'Profile' })).toBeVisible();
  await expect(viewer.getByRole('tab', { name: 'API keys' })).toBeHidden();
  await expect(viewer.getByText('See the campaigns of others')).toBeVisible();
  await viewer.goto('/admin/nats-users');
  await expect(heading(viewer)).toHaveText('Not authorised');

  // An administrator grants no more than they have.
  const admin = await elsewhere((await person(api, ['admin'])).email, '/admin/users/new');
  await expect(admin.getByRole('checkbox', { name: 'Viewer' })).toBeVisible();
  await expect(admin.getByRole('checkbox', { name: 'Super administrator' })).toBeHidden();
});

test('a change of roles acts on the page that is open', async ({ page, elsewhere }) => {
  const api = await Api.signIn();
  const { id, email, name } = await person(api, ['user']);
  const theirs = await elsewhere(email, '/admin/users');
  await expect(heading(theirs)).toHaveText('Not authorised');

  await signIn(page, `/admin/users/edit?id=${id}`);
  await page.getByRole('checkbox', { name: /^Administrator/ }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Saved.', { exact: true })).toBeVisible();
  await expect(heading(theirs)).toHaveText('Users');
  await expect(theirs.getByRole('row', { name }).first()).toBeVisible();

  await page.getByRole('checkbox', { name: /^Administrator/ }).uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(heading(theirs)).toHaveText('Not authorised');
  expect(await sameDocument(theirs)).toBe(true);
});

test('somebody who is deactivated is out at once, and comes back to where they were', async ({ page, elsewhere }) => {
  const api = await Api.signIn();
  const { id, email } = await person(api, ['user']);
  const theirs = await elsewhere(email, '/account?tab=security');
  await signIn(page, `/admin/users/edit?id=${id}`);
  await page.getByRole('checkbox', { name: /^May sign in/ }).uncheck();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(theirs).toHaveURL(/\/login\?next=%2Faccount%3Ftab%3Dsecurity$/);
  await expect(theirs.getByText('Your session has ended')).toBeVisible();
  expect(await sameDocument(theirs)).toBe(true);

  await page.getByRole('checkbox', { name: /^May sign in/ }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByText('Active', { exact: true })).toBeVisible();
  await theirs.getByLabel('E-mail address').fill(email);
  await theirs.getByLabel('Password').fill(password);
  await theirs.getByRole('button', { name: 'Sign in' }).click();
  await expect(theirs).toHaveURL(/\/account\?tab=security$/);
  await expect(heading(theirs)).toHaveText('Account');
});

test('a reset password, and sessions that are revoked, sign somebody out', async ({ page, elsewhere }) => {
  const api = await Api.signIn();
  const { email, name } = await person(api, ['viewer']);
  const theirs = await elsewhere(email, '/account');
  await signIn(page, `/admin/users?q=${name}`);
  const act = async (item: string) => {
    await page.getByRole('button', { name: `Actions for ${name}` }).click();
    await page.getByRole('menuitem', { name: item }).click();
    await page.getByRole('alertdialog').getByRole('button', { name: item }).click();
  };
  await act('Sign out everywhere');
  await expect(theirs).toHaveURL(/\/login\?next=/);
  await theirs.getByLabel('E-mail address').fill(email);
  await theirs.getByLabel('Password').fill(password);
  await theirs.getByRole('button', { name: 'Sign in' }).click();
  await expect(heading(theirs)).toHaveText('Account');

  await act('Reset password');
  await expect(page.getByRole('dialog').getByText('One-time password')).toBeVisible();
  await expect(page.getByRole('dialog').locator('pre')).not.toBeEmpty();
  await expect(theirs).toHaveURL(/\/login\?next=/);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click();

  await act('Delete');
  await expect(page.getByText('Nobody fits this filter')).toBeVisible();
});

test('an API key does what its scopes allow until it is revoked', async ({ page }) => {
  const { url } = await stage();
  const name = `key ${Date.now()}`;
  await signIn(page, '/account?tab=api-keys');
  await page.getByRole('button', { name: 'New API key' }).click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByText('Choose one at least.')).toBeVisible();
  await page.getByRole('checkbox', { name: 'See campaigns', exact: false }).first().check();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByText('shown here once')).toBeVisible();
  const key = (await page.getByRole('dialog').locator('pre').textContent()) ?? '';
  const ask = async (path: string) =>
    (await fetch(`${url}/api/v2${path}`, { headers: { Authorization: `Bearer ${key}` } })).status;
  expect(await ask('/campaigns')).toBe(200);
  expect(await ask('/admin/users')).toBe(403);

  await page.getByRole('button', { name: 'Close' }).first().click();
  const row = page.getByRole('row', { name });
  await expect(row.getByText('campaigns:read')).toBeVisible();
  await row.getByRole('button', { name: `Revoke ${name}` }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(row.getByText(/^Revoked /)).toBeVisible();
  expect(await ask('/campaigns')).toBe(401);
});

test('signing out in one tab signs out all, and what is chosen in one is chosen in all', async ({ page, context }) => {
  await signIn(page, '/account');
  const other = await context.newPage();
  await other.goto('/account');
  await other.getByLabel('Language').selectOption('de');
  await expect(heading(page)).toHaveText('Konto');
  await other.getByLabel('Aussehen', { exact: true }).selectOption('dark');
  await expect(page.locator('html')).toHaveClass(/dark/);
  await other.getByLabel('Sprache').selectOption('en');
  await expect(heading(page)).toHaveText('Account');
  await other.getByRole('button', { name: 'Ada King' }).click();
  await other.getByRole('menuitem', { name: 'Sign out' }).click();
  await expect(other).toHaveURL(/\/login$/);
  await expect(page).toHaveURL(/\/login$/);
});

test('a session is ended from another one, and a new password ends the others', async ({ page, elsewhere }) => {
  const api = await Api.signIn();
  const { email, name } = await person(api, ['user']);
  await signIn(page, '/account?tab=security', email, password);
  const theirs = await elsewhere(email, '/account');
  await page.getByRole('tab', { name: 'Profile' }).click();
  await page.getByRole('tab', { name: 'Password and sessions' }).click();
  await page.getByRole('button', { name: /^End the session of Chrome/ }).click();
  await expect(page.getByText('1 session ended.', { exact: true })).toBeVisible();
  await expect(theirs).toHaveURL(/\/login\?next=/);
  await expect(page.getByText('This session')).toBeVisible();

  const third = await elsewhere(email, '/account');
  await page.getByLabel('Current password').fill(password);
  await page.getByLabel('New password').fill(`${password} of ${name}`);
  await page.getByRole('button', { name: 'Change password' }).click();
  await expect(page.getByText(/^Your password is changed\./)).toBeVisible();
  await expect(third).toHaveURL(/\/login\?next=/);
  await expect(page.getByRole('button', { name: /^End the session/ })).toHaveCount(0);
});

test('a NATS user is made, its credential is a file, and it is revoked', async ({ page }) => {
  const name = `lake ${Date.now()}`;
  await signIn(page, '/admin/nats-users');
  await page.getByRole('button', { name: 'New NATS user' }).first().click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByRole('button', { name: 'Add domainflow.campaign.*.completed' }).click();
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await expect(page.getByRole('dialog').getByText('Credential', { exact: true })).toBeVisible();
  const shown = await page.getByRole('dialog').locator('pre').textContent();
  expect(shown).toMatch(/^NATS_SEED=SU\w{50,}$/m);
  expect(shown).toContain("NATS_SUBJECTS='domainflow.campaign.*.completed'");
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Download' }).click();
  expect((await download).suggestedFilename()).toBe(`${name.replace(' ', '-')}.env`);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).first().click();
  const row = page.getByRole('row', { name });
  await row.getByRole('button', { name: `Revoke ${name}` }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(row).toBeHidden();
});

test.describe('what is refused', () => {
  test.use({ expectedStatuses: [403, 409, 422] });

  test('is told where it can be mended', async ({ page }) => {
    const api = await Api.signIn();
    await signIn(page, '/admin/users/new');
    await page.getByLabel('E-mail address').fill('ADA@example.com');
    await page.getByLabel('First name').fill('Ada');
    await page.getByLabel('Last name').fill('Again');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(page.getByLabel('E-mail address')).toHaveAccessibleDescription(
      'Somebody has this e-mail address already.',
    );

    const { items } = await api.ask('GET', '/admin/users?role=super_admin&isActive=true');
    expect(items).toHaveLength(1);
    await page.goto(`/admin/users/edit?id=${items[0].id}`);
    await page.getByRole('checkbox', { name: /^May sign in/ }).uncheck();
    await page.getByRole('button', { name: 'Save' }).click();
    await expect(page.getByText('The last active super administrator has to stay.')).toBeVisible();

    await page.goto('/admin/nats-users');
    await page.getByRole('button', { name: 'New NATS user' }).first().click();
    await page.getByLabel('Name', { exact: true }).fill('refused');
    await page.getByLabel('Subjects').fill('domainflow.campaign.>\nnot a subject');
    await page.getByRole('button', { name: 'Create', exact: true }).click();
    await expect(page.getByLabel('Subjects')).toHaveAttribute('aria-invalid', 'true');
  });
});

const pages: [path: string, dialog?: string][] = [
  ['/admin/users'],
  ['/admin/users?tab=roles'],
  ['/admin/users?q=nobody-is-called-so'],
  ['/admin/users/new'],
  ['/admin/users/edit?id='],
  ['/admin/nats-users', 'New NATS user'],
  ['/account'],
  ['/account?tab=security'],
  ['/account?tab=api-keys', 'New API key'],
];

for (const colorScheme of ['light', 'dark'] as const) {
  test(`these pages are for everybody, on every width, ${colorScheme}`, async ({ page }) => {
    test.setTimeout(120_000);
    const api = await Api.signIn();
    const hostile = '<img src=x onerror=alert(1)>\u202e'.padEnd(200, 'x');
    const { id } = await api.ask('POST', '/admin/users', {
      email: `hostile${Date.now()}@example.com`,
      firstName: hostile,
      lastName: hostile,
      roles: ['viewer'],
    });
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await signIn(page);
    const check = async (where: string) => {
      const { violations } = await new AxeBuilder({ page })
        .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
        .analyze();
      expect(violations.map((one) => [where, one.id, ...one.nodes.map((node) => node.html)])).toEqual([]);
    };
    for (const [path, dialog] of pages) {
      await page.setViewportSize({ width: 1440, height: 900 });
      await page.goto(path.endsWith('id=') ? path + id : path);
      await expect(heading(page)).toBeVisible();
      await page.waitForLoadState('networkidle');
      await check(path);
      await page.setViewportSize({ width: 390, height: 844 });
      expect(await page.evaluate(() => document.documentElement.scrollWidth), path).toBeLessThanOrEqual(390);
      if (!dialog) continue;
      await page.getByRole('button', { name: dialog }).first().click();
      await expect(page.getByRole('dialog')).toBeVisible();
      await check(`${path} ${dialog}`);
    }
  });
}
