import { expect, test } from 'vitest';
import type { Campaign } from '@/features/campaigns/campaignServiceV2';
import type { Domain } from './pipelineService';
import { stagesOf, stepOf } from './steps';

const step = (campaignType: Campaign['campaignType'], successfulItems: number, counts: Campaign['counts']) =>
  ({ id: campaignType, campaignType, successfulItems, counts }) as Campaign;

const names = step('domain_generation', 100, { generated: 100 });
const list = step('domain_list', 90, { generated: 90 });
const dns = step('dns_validation', 60, { resolved: 60, unresolved: 40 });
const http = step('http_keyword_validation', 50, { match: 20, no_match: 30, timeout: 10 });

test.each([
  [[names, dns, http], { names: 100, resolved: 60, live: 50, match: 20 }],
  [[list, dns, http], { names: 90, resolved: 60, live: 50, match: 20 }],
  [[dns, http], { resolved: 60, live: 50, match: 20 }],
  [[names, http], { names: 100, live: 50, match: 20 }],
  [[dns], { resolved: 60 }],
  [[], {}],
])('stages are those of the steps that there are, whatever their place', (steps, expected) => {
  expect(Object.fromEntries(stagesOf(steps).map(({ key, count }) => [key, count]))).toEqual(expected);
});

test('a name opens at the last step that knows it', () => {
  const row = (dnsStatus?: string, httpStatus?: string) => ({ dnsStatus, httpStatus }) as Domain;
  expect(stepOf([names, dns, http], row('resolved', 'match'))).toBe(http);
  expect(stepOf([names, dns, http], row('resolved', 'pending'))).toBe(dns);
  expect(stepOf([names, dns, http], row('pending'))).toBe(names);
  expect(stepOf([dns, http], row('resolved', 'match'))).toBe(http);
  expect(stepOf([dns, http], row('unresolved'))).toBe(dns);
  expect(stepOf([dns, http], row())).toBe(dns);
});
