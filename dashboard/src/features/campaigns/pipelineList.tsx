'use client';

import { Workflow } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { pipelineService } from '@/features/pipelines/pipelineService';
import { PipelineTable } from '@/features/pipelines/pipelineTable';
import { useSelf } from '@/features/session/auth';
import { useAddress } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Card } from '@/ui/card';
import { List } from '@/ui/list';
import { Empty } from '@/ui/state';
import { pipelineFilterOf } from './filter';
import { FilterBar } from './filterBar';
import { SavedViews } from './savedViews';

/** Pipelines by filter. */
export function PipelineList({ create }: { create: ReactNode }) {
  const t = useTranslations('pipelines');
  const self = useSelf();
  const { params } = useAddress();
  const filter = pipelineFilterOf(params, self.id);
  const list = useKeyset(['pipelines', 'list', filter], (cursor, signal) =>
    pipelineService.list({ ...filter, cursor }, signal),
  );
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <Card>
      <FilterBar of="pipelines" />
      <div className="px-5 pb-3">
        <SavedViews />
      </div>
      <div className="border-t border-line">
        <List
          {...list}
          empty={
            <Empty icon={Workflow} title={filtered ? t('noneMatch') : t('empty')} action={!filtered && create}>
              {!filtered && t('emptyWhy')}
            </Empty>
          }
        >
          {(items) => <PipelineTable pipelines={items} sequence={list.sequence} />}
        </List>
      </div>
    </Card>
  );
}
