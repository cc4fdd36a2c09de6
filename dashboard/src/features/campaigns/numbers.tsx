'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { cn } from '@/lib/classNames';
import { Progress } from '@/ui/progress';
import type { Campaign } from './campaignServiceV2';
import { foundOf } from './found';

/** What came out of a campaign: names, those that exist, or pages that match. */
export function Found({ campaign }: { campaign: Campaign }) {
  const t = useTranslations('campaigns.foundOf');
  const { kind, count } = foundOf(campaign);
  return <span className={cn('tabular-nums', count === 0 ? 'text-muted' : 'font-medium')}>{t(kind, { count })}</span>;
}

/** How far a campaign is, as a bar and in numbers. */
export function CampaignProgress({ campaign, className }: { campaign: Campaign; className?: string }) {
  const t = useTranslations('campaigns');
  const format = useFormatter();
  const { progressPercentage: percentage, processedItems, totalItems } = campaign;
  // The API says 100 % of what has nothing; of what has not ended by itself, that is no progress.
  const empty = totalItems === 0 && campaign.status !== 'completed';
  const nothing = empty && !campaign.totalIsFinal;
  return (
    <div className={className}>
      <Progress value={empty ? 0 : percentage} label={t('progressOf', { name: campaign.name })} />
      <p className="mt-1.5 flex justify-between gap-3 text-xs text-muted tabular-nums">
        <span>
          {nothing
            ? t('nothingYet')
            : t('ofTotal', { done: format.number(processedItems), total: format.number(totalItems) })}
          {!nothing && !campaign.totalIsFinal && '+'}
        </span>
        <span>
          {percentage === null || empty
            ? ''
            : format.number(percentage / 100, { style: 'percent', maximumFractionDigits: 1 })}
        </span>
      </p>
    </div>
  );
}

/** Names a second, and when it will be done, while it runs. */
export function usePace(campaign: Campaign) {
  const t = useTranslations('campaigns');
  const format = useFormatter();
  const { avgProcessingRate: rate, estimatedCompletionAt: end, waitingFor, status } = campaign;
  if (status !== 'running') return undefined;
  if (waitingFor) return t(`waitingFor.${waitingFor}`);
  if (rate === null) return undefined;
  const pace = t('rate', { rate: format.number(rate, { maximumFractionDigits: rate < 10 ? 1 : 0 }) });
  return end ? `${pace} · ${t('until', { time: format.dateTime(new Date(end), { timeStyle: 'short' }) })}` : pace;
}
