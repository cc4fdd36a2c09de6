'use client';

import { ListChecks, Workflow } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useAuth, useSelf } from '@/features/session/auth';
import { useAddress } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { List } from '@/ui/list';
import { Empty } from '@/ui/state';
import { Bulk } from './bulk';
import { campaignServiceV2 } from './campaignServiceV2';
import { CampaignTable } from './campaignTable';
import { filterOf } from './filter';
import { FilterBar } from './filterBar';
import { SavedViews } from './savedViews';
import { StatusTabs } from './statusTabs';

/** Campaigns by filter, and commands for all that match it. */
export function CampaignList({ create }: { create: ReactNode }) {
  const t = useTranslations('campaigns');
  const { may } = useAuth();
  const self = useSelf();
  const { params } = useAddress();
  const [bulk, setBulk] = useState(false);
  const filter = filterOf(params, self.id);
  const list = useKeyset(['campaigns', 'list', filter], (cursor, signal) =>
    campaignServiceV2.list({ ...filter, cursor }, signal),
  );
  const commands = may('campaigns:execute') || may('campaigns:delete');
  const filtered = Object.values(filter).some((value) => value !== undefined);
  return (
    <>
      <Card>
        <StatusTabs />
        <FilterBar of="campaigns" />
        <div className="flex flex-wrap items-center justify-between gap-2 px-5 pb-3">
          <SavedViews />
          {commands && (list.items?.length ?? 0) > 0 && (
            <Button size="sm" onClick={() => setBulk(true)}>
              <ListChecks aria-hidden />
              {t('bulk')}
            </Button>
          )}
        </div>
        <div className="border-t border-line">
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
        </div>
      </Card>
      {bulk && <Bulk filter={filter} onClose={() => setBulk(false)} />}
    </>
  );
}
