'use client';

import { useQuery } from '@tanstack/react-query';
import { type Campaign, campaignServiceV2 } from '@/features/campaigns/campaignServiceV2';
import { useLive } from '@/features/campaigns/useCampaign';

/**
 * How many ordinals the names of a campaign have, skipped ones included: those
 * of its range or of its list, or of the campaign that it follows. undefined
 * where nobody can tell.
 */
export function usePlaces(campaign: Campaign | undefined): number | undefined {
  const sourceId = campaign?.campaignType === 'dns_validation' ? campaign.sourceCampaignId : undefined;
  const source = useQuery({
    queryKey: ['campaigns', 'one', sourceId],
    queryFn: ({ signal }) => campaignServiceV2.get(sourceId ?? '', {}, signal),
    enabled: sourceId !== undefined,
  });
  const followed = useLive(sourceId ?? '', source.data?.value, source.data?.sequence);
  return placesOf(sourceId ? followed : campaign);
}

function placesOf(campaign: Campaign | undefined): number | undefined {
  switch (campaign?.campaignType) {
    case 'domain_generation':
      return campaign.range ? Number(BigInt(campaign.range.to) - BigInt(campaign.range.from)) : 0;
    case 'domain_list':
      return campaign.totalItems;
    default:
      return undefined;
  }
}
