'use client';

import { useTranslations } from 'use-intl';
import type { Campaign } from '@/features/campaigns/campaignServiceV2';
import { CampaignProgress, usePace } from '@/features/campaigns/numbers';
import { StatusBadge } from '@/features/campaigns/status';
import { Link } from '@/lib/navigation';

/** One step of a pipeline, as a station of its way. */
export function StepCard({ campaign, place }: { campaign: Campaign; place: number }) {
  const t = useTranslations('pipelines');
  const pace = usePace(campaign);
  return (
    <li className="rounded-lg border border-line bg-surface px-5 py-4 shadow-xs">
      <p className="mb-3 flex items-center justify-between gap-3">
        <Link
          href={`/campaigns/view?id=${campaign.id}`}
          className="flex items-center gap-2.5 font-semibold hover:underline"
        >
          <span aria-hidden className="grid size-6 place-items-center rounded-full bg-accent-soft text-xs text-accent">
            {place}
          </span>
          {t(`stepTypes.${campaign.campaignType}`)}
        </Link>
        <StatusBadge status={campaign.status} />
      </p>
      <CampaignProgress campaign={campaign} />
      {pace && <p className="mt-2 text-[13px] text-muted tabular-nums">{pace}</p>}
    </li>
  );
}
