'use client';

import { skipToken, useQuery } from '@tanstack/react-query';
import { type LiveCampaign, liveKey } from '@/lib/live';
import { type Campaign, type CampaignDetail, campaignServiceV2 } from './campaignServiceV2';

/** One campaign as it is now: what was read, and what the feed has told since. */
export function useCampaign(id: string) {
  const query = useQuery({
    queryKey: ['campaigns', 'one', id],
    queryFn: ({ signal }) => campaignServiceV2.get(id, {}, signal),
  });
  const campaign = useLive<CampaignDetail>(id, query.data?.value, query.data?.sequence);
  return { ...query, campaign };
}

/** Lays what the feed has told over what was read at a sequence, where it is newer. */
export function useLive<C extends Campaign>(id: string, read: C | undefined, sequence = 0): C | undefined {
  const { data: told } = useQuery<LiveCampaign>({ queryKey: liveKey(id), queryFn: skipToken });
  if (!read || !told || (!told.expected && told.sequence <= sequence)) return read;
  const { sequence: _, expected: _expected, ...changes } = told;
  return { ...read, ...changes };
}
