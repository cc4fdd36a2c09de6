import { expect, test } from 'vitest';
import type { Campaign } from '@/features/campaigns/campaignServiceV2';
import { stagesOf } from './stages';

const step = (campaignType: Campaign['campaignType'], successfulItems: number, counts: Record<string, number>) =>
  ({ campaignType, successfulItems, counts }) as unknown as Campaign;

test('a pipeline is what each of its steps left', () => {
  const stages = stagesOf([
    step('domain_generation', 100, { generated: 100 }),
    step('dns_validation', 99, { resolved: 40, unresolved: 59, timeout: 1 }),
    step('http_keyword_validation', 30, { match: 5, no_match: 25, http_error: 8, tls_error: 2 }),
  ]);
  expect(stages.map(({ key, count }) => `${key} ${count}`)).toEqual(['names 100', 'resolved 40', 'live 30', 'match 5']);
});

test('a step that is not there left nothing', () => {
  expect(stagesOf([]).map(({ count }) => count)).toEqual([0, 0, 0, 0]);
});
