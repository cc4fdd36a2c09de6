'use client';

import { lazy, Suspense } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import type { CampaignDetail } from '@/features/campaigns/campaignServiceV2';
import { resultTones } from '@/features/results/status';
import { useAddress } from '@/lib/navigation';
import type { Tone } from '@/ui/badge';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Skeleton } from '@/ui/state';
import { Followers } from './followers';
import type { Line } from './useLine';

const Chart = lazy(() => import('./chart'));

const fills: Record<Tone, string> = {
  quiet: 'bg-muted',
  good: 'bg-good',
  warn: 'bg-warn',
  bad: 'bg-bad',
  info: 'bg-info',
  accent: 'bg-accent',
};

export function ProgressTab({ campaign, line }: { campaign: CampaignDetail; line?: Line }) {
  const t = useTranslations('campaign');
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <Counts campaign={campaign} />
      {line && (
        <Card>
          <CardHeader title={t('chart')} description={t('chartWhy')} />
          <CardBody>
            <Suspense fallback={<Skeleton className="h-56" />}>
              <Chart line={line} />
            </Suspense>
          </CardBody>
        </Card>
      )}
      <Followers campaign={campaign} />
    </div>
  );
}

/** Results by status: a bar, and its legend as links to the results. */
function Counts({ campaign }: { campaign: CampaignDetail }) {
  const t = useTranslations('campaign');
  const statuses = useTranslations('results.statuses');
  const format = useFormatter();
  const { set } = useAddress();
  const counts = Object.entries(campaign.counts) as [keyof typeof resultTones, number][];
  const total = counts.reduce((sum, [, count]) => sum + count, 0);
  const tone = (status: keyof typeof resultTones) => fills[resultTones[status] ?? 'info'];
  return (
    <Card>
      <CardHeader title={t('counts')} />
      <CardBody>
        <div aria-hidden className="flex h-3 overflow-hidden rounded-full bg-quiet-soft">
          {counts
            .filter(([status, count]) => count > 0 && status !== 'pending')
            .map(([status, count]) => (
              <span key={status} className={tone(status)} style={{ width: `${(count / total) * 100}%` }} />
            ))}
        </div>
        <ul className="mt-4 flex flex-col">
          {counts.map(([status, count]) => (
            <li key={status}>
              <button
                type="button"
                onClick={() => set({ tab: 'results', status: Object.hasOwn(filterable, status) ? status : undefined })}
                className="flex w-full items-center gap-3 rounded-md px-2 py-1.5 text-left hover:bg-quiet-soft"
              >
                <span
                  aria-hidden
                  className={`size-2.5 rounded-full ${status === 'pending' ? 'bg-quiet-soft ring-1 ring-field' : tone(status)}`}
                />
                <span className="flex-1">{statuses(status)}</span>
                <span className="tabular-nums">{format.number(count)}</span>
                <span className="w-14 text-right text-xs text-muted tabular-nums">
                  {total === 0 ? '' : format.number(count / total, { style: 'percent', maximumFractionDigits: 1 })}
                </span>
              </button>
            </li>
          ))}
        </ul>
      </CardBody>
    </Card>
  );
}

/** Statuses that a list of results can be filtered by. */
const filterable = {
  resolved: true,
  unresolved: true,
  timeout: true,
  error: true,
  match: true,
  no_match: true,
  http_error: true,
  tls_error: true,
  blocked: true,
};
