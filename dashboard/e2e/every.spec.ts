import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import AxeBuilder from '@axe-core/playwright';
import { expect, signIn, test } from './fixtures';
import { budgets, routes } from './routes';

/** Every page, loaded directly: what it weighs, what it may load, whether everybody can use it. */
for (const path of [...routes.outside, ...routes.inside]) {
  test.describe(path, () => {
    const outside = routes.outside.includes(path);
    test.use({ expectedStatuses: path === '/nowhere' ? [404] : [] });

    test(`${path} opens by its address, within its budget`, async ({ page }) => {
      if (!outside) await signIn(page);
      const scripts = new Map<string, number>();
      page.on('response', async (response) => {
        const file = new URL(response.url()).pathname;
        if (file.endsWith('.js')) scripts.set(file, gzipSync(readFileSync(`export${file}`), { level: 9 }).length);
      });
      const response = await page.goto(path);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await page.waitForLoadState('networkidle');
      const policy = response?.headers()['content-security-policy'] ?? '';
      expect(policy).not.toContain('unsafe');
      expect(policy.length).toBeLessThanOrEqual(budgets.policyBytes);
      expect(await response?.text()).not.toContain(' style="');
      const weight = [...scripts.values()].reduce((sum, bytes) => sum + bytes, 0);
      expect(weight).toBeGreaterThan(0);
      expect(weight).toBeLessThanOrEqual(path === '/login' ? budgets.signInScriptBytes : budgets.scriptBytes);
    });

    for (const colorScheme of ['light', 'dark'] as const) {
      test(`${path} is for everybody, ${colorScheme}`, async ({ page }) => {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        if (outside) await page.goto(path);
        else await signIn(page, path);
        await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
        await page.waitForLoadState('networkidle');
        const { violations } = await new AxeBuilder({ page })
          .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'])
          .analyze();
        expect(violations.map(({ id, nodes }) => [id, ...nodes.map((node) => node.html)])).toEqual([]);
      });
    }
  });
}
