'use client';

import { useQuery } from '@tanstack/react-query';
import { campaignServiceV2 } from './campaignServiceV2';

/** What a campaign took from others at the moment of its start; `undefined` in it before that. */
export function useSnapshot(id: string, enabled = true) {
  return useQuery({
    queryKey: ['campaigns', 'snapshot', id],
    queryFn: ({ signal }) => campaignServiceV2.get(id, { include: 'snapshot' }, signal),
    enabled,
  });
}
