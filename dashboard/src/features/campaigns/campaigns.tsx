'use client';

import { ListChecks, Plus, Workflow } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useAuth, useSelf } from '@/features/session/auth';
import { Link, useAddress } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Button } from '@/ui/button';
import { Card, PageHeader } from '@/ui/card';
import { List } from '@/ui/list';
import { Empty } from '@/ui/state';
import { Bulk } from './bulk';
import { campaignServiceV2 } from './campaignServiceV2';
import { CampaignTable } from './campaignTable';
import { filterOf } from './filter';
import { FilterBar } from './filterBar';
import { SavedViews } from './savedViews';
import { StatusTabs } from './statusTabs';

export function Campaigns() {
  const t = useTranslations('campaigns');
  const { may } = useAuth();
  const self = useSelf();
  const { params } = useAddress();
  const [bulk, setBulk] = useState(false);
  const filter = filterOf(params, self.id);
  const list = useKeyset(['campaigns', 'list', filter], (cursor, signal) =>
    campaignServiceV2.list({ ...filter, cursor }, signal),
  );
  const create = may('campaigns:create') && (
    <Button asChild variant="primary">
      <Link href="/campaigns/new">
        <Plus aria-hidden />
        {t('new')}
      </Link>
    </Button>
  );
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      <PageHeader title={t('title')} description={t('about')} actions={create} />
      <div className="mb-3 flex flex-wrap items-center justify-between gap-2">
        <SavedViews />
        {may('campaigns:execute') && (list.items?.length ?? 0) > 0 && (
          <Button size="sm" onClick={() => setBulk(true)}>
            <ListChecks aria-hidden />
            {t('bulk')}
          </Button>
        )}
      </div>
      <Card>
        <StatusTabs />
        <FilterBar />
        <List
          {...list}
          empty={
            <Empty icon={Workflow} title={filtered ? t('noneMatch') : t('none')} action={!filtered && create}>
              {filtered ? t('noneMatchWhy') : t('noneWhy')}
            </Empty>
          }
        >
          {(items) => <CampaignTable campaigns={items} sequence={list.sequence} label={t('title')} />}
        </List>
      </Card>
      {bulk && <Bulk filter={filter} open onClose={() => setBulk(false)} />}
    </>
  );
}
