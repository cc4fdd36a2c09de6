'use client';

import { useFormatter, useTranslations } from 'use-intl';
import type { Campaign } from '@/features/campaigns/campaignServiceV2';
import { useLive } from '@/features/campaigns/useCampaign';
import { Card } from '@/ui/card';

type Steps = { steps: Campaign[]; sequence: number };

/** How many names each step left: generated, resolved, live, matched. */
export function Funnel({ steps, sequence }: Steps) {
  const t = useTranslations('pipelines.funnel');
  const format = useFormatter();
  const names = useStep({ steps, sequence }, 0);
  const dns = useStep({ steps, sequence }, 1);
  const http = useStep({ steps, sequence }, 2);
  const match = http?.counts.match ?? 0;
  const stages = [
    { key: 'names', count: names?.successfulItems ?? 0 },
    { key: 'resolved', count: dns?.counts.resolved ?? 0 },
    { key: 'live', count: match + (http?.counts.no_match ?? 0) },
    { key: 'match', count: match },
  ] as const;
  const widest = Math.max(1, stages[0].count);
  return (
    <Card className="p-5">
      <dl className="flex flex-col gap-3">
        {stages.map(({ key, count }) => (
          <div key={key} className="grid grid-cols-[6.5rem_5rem_1fr] items-center gap-3 sm:grid-cols-[9rem_7rem_1fr]">
            <dt className="text-muted">{t(key)}</dt>
            <dd className="text-right text-base font-semibold tabular-nums">{format.number(count)}</dd>
            <div aria-hidden className="h-3.5 overflow-hidden rounded-full bg-quiet-soft">
              <div
                className="h-full rounded-full bg-accent transition-[width]"
                style={{ width: `${(count / widest) * 100}%` }}
              />
            </div>
          </div>
        ))}
      </dl>
    </Card>
  );
}

function useStep({ steps, sequence }: Steps, index: number) {
  const step = steps[index];
  return useLive(step?.id ?? '', step, sequence);
}
