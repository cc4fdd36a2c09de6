'use client';

import { useTranslations } from 'use-intl';
import { StatusBadge } from '@/features/campaigns/status';
import { pipelineService } from '@/features/pipelines/pipelineService';
import { Link } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Card, CardHeader } from '@/ui/card';
import { List } from '@/ui/list';

/** Pipelines, the newest first. */
export function Pipelines() {
  const t = useTranslations('overview');
  const list = useKeyset(['pipelines', 'list'], (cursor, signal) => pipelineService.list({ cursor, limit: 6 }, signal));
  return (
    <Card>
      <CardHeader title={t('pipelines')} />
      <List {...list} empty={<p className="p-5 text-muted">{t('noPipelines')}</p>}>
        {(items) => (
          <ul>
            {items.map((pipeline) => (
              <li
                key={pipeline.id}
                className="flex items-center justify-between gap-3 border-b border-line px-5 py-2.5 last:border-0"
              >
                <Link
                  href={`/pipelines/view?id=${pipeline.id}`}
                  className="foreign line-clamp-1 font-medium hover:underline"
                >
                  {pipeline.name}
                </Link>
                <StatusBadge status={pipeline.status} />
              </li>
            ))}
          </ul>
        )}
      </List>
    </Card>
  );
}
