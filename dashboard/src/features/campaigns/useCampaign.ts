'use client';

import { queryOptions, skipToken, useQueries, useQuery } from '@tanstack/react-query';
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
  return read && overlaid(read, told, sequence);
}

/** As useLive, of several. */
export function useLiveAll(read: Campaign[], sequence: number): Campaign[] {
  const told = useTold(read);
  return read.map((campaign, index) => overlaid(campaign, told[index], sequence));
}

/** The sequence of the last that is known to have happened to some campaigns. */
export function useHeard(campaigns: Campaign[]): number {
  const told = useTold(campaigns);
  return Math.max(0, ...campaigns.map(({ version }, index) => Math.max(version, told[index]?.sequence ?? 0)));
}

function useTold(campaigns: Campaign[]) {
  return useQueries({
    queries: campaigns.map(({ id }) => queryOptions<LiveCampaign>({ queryKey: liveKey(id), queryFn: skipToken })),
    combine: dataOf,
  });
}

function dataOf(answers: { data: LiveCampaign | undefined }[]) {
  return answers.map(({ data }) => data);
}

function overlaid<C extends Campaign>(read: C, told: LiveCampaign | undefined, sequence: number): C {
  if (!told || (!told.expected && told.sequence <= sequence)) return read;
  const { sequence: _, expected: _expected, ...changes } = told;
  return { ...read, ...changes };
}
