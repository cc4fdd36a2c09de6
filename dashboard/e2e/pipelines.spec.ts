import { Api, expect, signIn, stage, test, unique } from './fixtures';

// What a step followed is looked for in vain.
test.use({ expectedStatuses: [404] });

test('a pipeline without its first step counts what the others found', async ({ page }) => {
  const api = await Api.signIn();
  const { resolver } = await stage();
  const persona = async (kind: 'dns' | 'http', configDetails: object) =>
    (await api.ask('POST', `/personas/${kind}`, { name: unique(kind), configDetails })).id;
  const pipeline = await api.ask('POST', '/pipelines', {
    name: unique('without names'),
    mode: 'step_by_step',
    domainGenerationParams: {
      patternType: 'prefix',
      variableLength: 2,
      constantString: unique('f').replace(/\W/g, ''),
      tlds: ['test'],
      characterSet: 'abcdefghijklmnopqrstuvwxyz',
    },
    dnsValidationParams: { personaIds: [await persona('dns', { resolvers: [resolver], queryTimeoutSeconds: 1 })] },
    httpKeywordParams: { personaIds: [await persona('http', { userAgent: 'test' })], adHocKeywords: ['sale'] },
  });
  const [names, dns] = pipeline.steps.map(({ id }: { id: string }) => id);
  for (const id of [names, dns]) {
    await api.ask('POST', `/pipelines/${pipeline.id}/start`);
    await expect
      .poll(async () => (await api.ask('GET', `/campaigns/${id}`)).status, { timeout: 60_000 })
      .toBe('completed');
  }
  const { counts } = await api.ask('GET', `/campaigns/${dns}`);
  expect(counts.resolved).toBeGreaterThan(0);
  await api.ask('DELETE', `/campaigns/${names}`);
  await signIn(page, `/pipelines/view?id=${pipeline.id}`);
  const stages = page.locator('dl').first();
  await expect(stages.locator('dt')).toHaveText(['Exist', 'Show a page', 'Match']);
  await expect(stages.locator('dd')).toHaveText([`${counts.resolved}`, '0', '0']);

  await page.getByRole('button', { name: 'DNS: All' }).click();
  await page.getByRole('menuitemcheckbox', { name: 'Resolved', exact: true }).click();
  await expect(page).toHaveURL(/dns=resolved/);
  await page.keyboard.press('Escape');
  const row = page.getByRole('grid', { name: 'Names' }).getByRole('row').filter({ hasText: 'Resolved' }).first();
  await row.click();
  await expect(page).toHaveURL(new RegExp(`/campaigns/view/?\\?id=${dns}&tab=results&row=`));
});
