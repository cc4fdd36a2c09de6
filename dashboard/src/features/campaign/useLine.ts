'use client';

import { useEffect, useState } from 'react';
import type { Campaign } from '@/features/campaigns/campaignServiceV2';

/** Seconds since 1970, and how many results there were. */
export type Line = [times: number[], values: number[]];

/** Points that are kept: half an hour at two a second. */
const most = 3_600;

/**
 * How results came in while the page is open, whichever tab is seen. What was
 * before nobody kept, and what had ended before has nothing to draw: undefined.
 */
export function useLine(campaign: Campaign | undefined): Line | undefined {
  const [line, setLine] = useState<Line>();
  const done = campaign?.processedItems;
  const begins = line !== undefined || (campaign !== undefined && campaign.endedAt === undefined);
  useEffect(() => {
    if (!begins || done === undefined) return;
    const now = Date.now() / 1_000;
    setLine((had) => [[...(had?.[0] ?? []), now].slice(-most), [...(had?.[1] ?? []), done].slice(-most)]);
  }, [begins, done]);
  return line;
}
