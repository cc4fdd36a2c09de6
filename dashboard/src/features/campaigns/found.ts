import type { Campaign } from './campaignServiceV2';

/** What a campaign is for, and how much of it came out. */
export function foundOf({ campaignType, successfulItems, counts }: Campaign) {
  switch (campaignType) {
    case 'dns_validation':
      return { kind: 'resolved', count: counts.resolved ?? 0 } as const;
    case 'http_keyword_validation':
      return { kind: 'match', count: counts.match ?? 0 } as const;
    default:
      return { kind: 'names', count: successfulItems } as const;
  }
}
