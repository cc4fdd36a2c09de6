'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { Progress } from '@/ui/progress';
import type { Campaign } from './campaignServiceV2';

/** How far a campaign is, as a bar and in numbers. */
export function CampaignProgress({ campaign, className }: { campaign: Campaign; className?: string }) {
  const t = useTranslations('campaigns');
  const format = useFormatter();
  const { progressPercentage: percentage, processedItems, totalItems } = campaign;
  return (
    <div className={className}>
      <Progress value={percentage} label={t('progressOf', { name: campaign.name })} />
      <p className="mt-1.5 flex justify-between gap-3 text-xs text-muted tabular-nums">
        <span>
          {t('ofTotal', { done: format.number(processedItems), total: format.number(totalItems) })}
          {!campaign.totalIsFinal && '+'}
        </span>
        <span>
          {percentage === null ? '' : format.number(percentage / 100, { style: 'percent', maximumFractionDigits: 1 })}
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
