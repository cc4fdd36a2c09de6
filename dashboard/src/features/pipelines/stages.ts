import type { Campaign } from '@/features/campaigns/campaignServiceV2';

/** How many names each step of a pipeline left, the widest first. */
export function stagesOf(steps: Campaign[]) {
  const step = (...types: Campaign['campaignType'][]) => steps.find((one) => types.includes(one.campaignType));
  const pages = step('http_keyword_validation')?.counts;
  const match = pages?.match ?? 0;
  return [
    { key: 'names', count: step('domain_generation', 'domain_list')?.successfulItems ?? 0 },
    { key: 'resolved', count: step('dns_validation')?.counts.resolved ?? 0 },
    { key: 'live', count: match + (pages?.no_match ?? 0) },
    { key: 'match', count: match },
  ] as const;
}
