import { expect, test } from 'vitest';
import type { Campaign } from './campaignServiceV2';
import { foundOf } from './found';

const campaign = (campaignType: Campaign['campaignType'], counts: Record<string, number>) =>
  ({ campaignType, counts, successfulItems: 9 }) as unknown as Campaign;

test.each([
  ['domain_generation', { generated: 9 }, { kind: 'names', count: 9 }],
  ['domain_list', {}, { kind: 'names', count: 9 }],
  ['dns_validation', { resolved: 4, unresolved: 5 }, { kind: 'resolved', count: 4 }],
  ['http_keyword_validation', { match: 2, no_match: 7 }, { kind: 'match', count: 2 }],
  ['http_keyword_validation', {}, { kind: 'match', count: 0 }],
] as const)('what a campaign of the type %s has found', (type, counts, found) => {
  expect(foundOf(campaign(type, counts))).toEqual(found);
});
