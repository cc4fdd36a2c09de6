import type { Page } from '@playwright/test';
import { Api, expect, signIn, stage, test, unique } from './fixtures';

let api: Api;

test.beforeAll(async () => {
  api = await Api.signIn();
});

/** A list that has its first 500 names and waits for more: three pages. */
async function growingList() {
  const name = unique('growing');
  const word = name.replace(/\W/g, '');
  const names = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => `${word}${from + i}.test`);
  const list = await api.list(name);
  await list.send(names(0, 500));
  const found = async () => (await api.ask('GET', `/campaigns?q=${encodeURIComponent(name)}`)).items[0];
  await expect.poll(async () => (await found())?.processedItems).toBe(500);
  return {
    id: (await found()).id,
    word,
    send: (from: number, to: number) => list.send(names(from, to)),
    end: list.end,
  };
}

/** Reads on in a table, to the last row that it has. */
async function readOn(page: Page, label: string, rows: number) {
  const grid = page.getByRole('grid', { name: label });
  await grid.focus();
  await expect(async () => {
    await page.keyboard.press('End');
    await expect(grid).toHaveAttribute('aria-rowcount', `${rows + 1}`, { timeout: 100 });
  }).toPass();
  return grid;
}

test('who has read on is told of newer rows, and has the last ones once the run ends', async ({ page }) => {
  const list = await growingList();
  await signIn(page, `/campaigns/view?id=${list.id}&tab=results&q=${list.word}`);
  const grid = await readOn(page, 'Results', 500);
  await list.send(500, 600);
  await expect(page.getByText('600 of 600').first()).toBeVisible();
  await expect(page.getByText('There may be newer rows.')).toBeVisible();
  await expect(grid).toHaveAttribute('aria-rowcount', '501');
  await page.getByRole('button', { name: 'Read again' }).click();
  await readOn(page, 'Results', 600);
  await list.send(600, 700);
  await list.end();
  await readOn(page, 'Results', 700);
  await expect(page.getByText('There may be newer rows.')).toBeHidden();
  await page.keyboard.press('End');
  await expect(grid.getByText(`${list.word}699.test`)).toBeVisible();
});

test('what was read to its end grows with a run that ends while nobody looks on', async ({ page }) => {
  const list = await growingList();
  // What is read before the end is shown is what there was at first.
  let [ended, first] = [false, ''];
  await page.route('**/results/generated-domains*', async (route) => {
    const response = await route.fetch();
    first ||= await response.text();
    await route.fulfill({ response, body: ended ? undefined : first });
  });
  await signIn(page, `/campaigns/view?id=${list.id}&tab=results&q=${list.word}49`);
  const grid = page.getByRole('grid', { name: 'Results' });
  await expect(grid).toHaveAttribute('aria-rowcount', '12');
  await list.send(4900, 4905);
  await list.end();
  await expect(page.getByRole('heading', { level: 1 }).locator('..').getByText('Completed')).toBeVisible();
  ended = true;
  await expect(grid).toHaveAttribute('aria-rowcount', '17');
});

test('the names of a pipeline grow likewise', async ({ page }) => {
  const list = await growingList();
  const { resolver } = await stage();
  const persona = async (kind: 'dns' | 'http', configDetails: object) =>
    (await api.ask('POST', `/personas/${kind}`, { name: unique(kind), configDetails })).id;
  const pipeline = await api.ask('POST', '/pipelines', {
    name: unique('growing'),
    mode: 'step_by_step',
    sourceListCampaignId: list.id,
    dnsValidationParams: { personaIds: [await persona('dns', { resolvers: [resolver] })] },
    httpKeywordParams: { personaIds: [await persona('http', { userAgent: 'test' })], adHocKeywords: ['sale'] },
  });
  await signIn(page, `/pipelines/view?id=${pipeline.id}`);
  const grid = await readOn(page, 'Names', 500);
  await expect(page.getByText('There may be newer rows.')).toBeVisible();
  await list.send(500, 600);
  await list.end();
  await expect(grid).toHaveAttribute('aria-rowcount', '601');
  await expect(page.getByText('There may be newer rows.')).toBeHidden();
});
