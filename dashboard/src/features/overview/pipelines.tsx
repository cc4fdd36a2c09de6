'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { StatusBadge } from '@/features/campaigns/status';
import { useLiveAll } from '@/features/campaigns/useCampaign';
import { type Pipeline, pipelineService } from '@/features/pipelines/pipelineService';
import { stagesOf } from '@/features/pipelines/steps';
import { Link } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Button } from '@/ui/button';
import { Card, CardHeader } from '@/ui/card';
import { List } from '@/ui/list';

/** Pipelines, the newest first. */
export function Pipelines() {
  const t = useTranslations('overview');
  const list = useKeyset(['pipelines', 'list'], (cursor, signal) => pipelineService.list({ cursor, limit: 6 }, signal));
  return (
    <Card>
      <CardHeader
        title={t('pipelines')}
        actions={
          <Button asChild size="inline" variant="link" className="text-[13px]">
            <Link href="/campaigns?view=pipelines">{t('allPipelines')}</Link>
          </Button>
        }
      />
      <List {...list} more={false} empty={<p className="p-5 text-muted">{t('noPipelines')}</p>}>
        {(items) => (
          <ul className="divide-y divide-line">
            {items.map((pipeline) => (
              <Line key={pipeline.id} pipeline={pipeline} sequence={list.sequence} />
            ))}
          </ul>
        )}
      </List>
    </Card>
  );
}

function Line({ pipeline, sequence }: { pipeline: Pipeline; sequence: number }) {
  const t = useTranslations('pipelines.funnel');
  const format = useFormatter();
  const stages = stagesOf(useLiveAll(pipeline.steps, sequence));
  return (
    <li className="px-5 py-3">
      <div className="flex items-center justify-between gap-3">
        <Link href={`/pipelines/view?id=${pipeline.id}`} className="foreign line-clamp-1 font-medium hover:underline">
          {pipeline.name}
        </Link>
        <StatusBadge status={pipeline.status} />
      </div>
      <dl className="mt-2 flex justify-between gap-3">
        {stages.map(({ key, count }) => (
          <div key={key} className="min-w-0">
            <dt className="truncate text-xs text-muted">{t(key)}</dt>
            <dd className="text-[13px] tabular-nums">{format.number(count)}</dd>
          </div>
        ))}
      </dl>
    </li>
  );
}
