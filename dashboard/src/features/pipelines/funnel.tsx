'use client';

import { useFormatter, useTranslations } from 'use-intl';
import type { Campaign } from '@/features/campaigns/campaignServiceV2';
import { Bar } from '@/ui/bar';
import { Card } from '@/ui/card';
import { stagesOf } from './steps';

/** How many names each step left. */
export function Funnel({ steps }: { steps: Campaign[] }) {
  const t = useTranslations('pipelines.funnel');
  const format = useFormatter();
  const stages = stagesOf(steps);
  const widest = Math.max(1, ...stages.map(({ count }) => count));
  return (
    <Card className="p-5">
      <dl className="flex flex-col gap-3">
        {stages.map(({ key, count }) => (
          <div key={key} className="grid grid-cols-[6.5rem_5rem_1fr] items-center gap-3 sm:grid-cols-[9rem_7rem_1fr]">
            <dt className="text-muted">{t(key)}</dt>
            <dd className="text-right text-base font-semibold tabular-nums">{format.number(count)}</dd>
            <Bar count={count} widest={widest} className="h-3.5" />
          </div>
        ))}
      </dl>
    </Card>
  );
}
