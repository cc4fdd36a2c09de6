'use client';

import type { Campaign } from '@/features/campaigns/campaignServiceV2';
import { useLive } from '@/features/campaigns/useCampaign';
import { stagesOf } from './stages';

/** The funnel of a pipeline as it is now. It has three steps: names, which exist, which matter. */
export function useStages([first, second, third]: Campaign[], sequence: number) {
  const steps = [
    useLive(first?.id ?? '', first, sequence),
    useLive(second?.id ?? '', second, sequence),
    useLive(third?.id ?? '', third, sequence),
  ];
  return stagesOf(steps.filter((step) => step !== undefined));
}
