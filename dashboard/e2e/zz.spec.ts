import { Api, signIn, stage, test, unique } from './fixtures';
test('shots', async ({ page }) => {
  test.setTimeout(400000);
  const api = await Api.signIn();
  const { resolver, httpPort, keywords } = await stage();
  const u = { rateLimitDps: 0, maxInFlight: 1000 };
  const d = await api.ask('POST', '/personas/dns', { name: 'Public resolvers', description: 'Cloudflare and Quad9', configDetails: { ...u, resolvers: [resolver], queryTimeoutSeconds: 1 } });
  const h = await api.ask('POST', '/personas/http', { name: 'Plain browser', configDetails: { ...u, userAgent: 'Mozilla/5.0', requestTimeoutSeconds: 2, headers: { Accept: 'text/html' } } });
  const k = await api.ask('POST', '/keywords/sets', { name: 'Shop words', rules: keywords.map((pattern) => ({ pattern, ruleType: 'string', category: 'shop' })) });
  const p = await api.ask('POST', '/pipelines', { name: 'Around lumen', description: 'Who uses our name?', mode: 'full_sequence', autoStart: true,
    domainGenerationParams: { patternType: 'prefix', variableLength: 3, constantString: 'lumen', tlds: ['test'], characterSet: 'abcdefghijklmnopqrstuvwxyz', numDomainsToGenerate: '8000' },
    dnsValidationParams: { personaIds: [d.id] }, httpKeywordParams: { personaIds: [h.id], keywordSetIds: [k.id], targetHttpPorts: [httpPort] } });
  await signIn(page, `/pipelines/view?id=${p.id}`);
  await page.waitForTimeout(9000);
  const [names, dns, http] = (await api.ask('GET', `/pipelines/${p.id}`)).steps.map((s: { id: string }) => s.id);
  for (const [scheme, width] of [['light', 1440], ['dark', 1440], ['light', 390]] as const) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    const go = async (name: string, path: string) => {
      await page.goto(path);
      await page.waitForLoadState('networkidle');
      await page.waitForTimeout(300);
      await page.screenshot({ path: `/tmp/shots/${name}-${scheme}-${width}.png` });
    };
    await go('overview', '/');
    await go('pipeline', `/pipelines/view?id=${p.id}`);
    await go('wizard-goal', '/campaigns/new');
    await go('wizard-names', `/campaigns/new?from=${names}&goal=names&step=names`);
    await go('wizard-dns', '/campaigns/new?goal=pipeline&step=dns');
    await go('wizard-pages', '/campaigns/new?goal=pipeline&step=pages');
    await go('history', `/campaigns/history?id=${dns}`);
    await go('events', '/events');
    await go('personas', '/personas?type=http');
    await go('persona', `/personas/edit?id=${h.id}`);
    await go('set', `/keyword-sets/edit?id=${k.id}`);
    await go('settings2', '/settings');
    await go('monitoring', '/monitoring');
    await go('users', '/admin/users');
    await go('account', '/account');
  }
});
