'use client';

import { Workflow } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { campaignServiceV2 } from '@/features/campaigns/campaignServiceV2';
import { CampaignTable } from '@/features/campaigns/campaignTable';
import { useAuth } from '@/features/session/auth';
import { Link } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Button } from '@/ui/button';
import { Card, CardHeader } from '@/ui/card';
import { List } from '@/ui/list';
import { Empty } from '@/ui/state';

/** Campaigns that run now, with what the feed tells of them. */
export function Running() {
  const t = useTranslations('overview');
  const { may } = useAuth();
  const query = { status: ['running' as const], limit: 10 };
  const list = useKeyset(['campaigns', 'list', query], (cursor, signal) =>
    campaignServiceV2.list({ ...query, cursor }, signal),
  );
  return (
    <Card>
      <CardHeader title={t('running')} />
      <List
        {...list}
        empty={
          <Empty
            icon={Workflow}
            title={t('nothingRuns')}
            action={
              may('campaigns:create') && (
                <Button asChild>
                  <Link href="/campaigns/new">{t('new')}</Link>
                </Button>
              )
            }
          >
            {t('nothingRunsWhy')}
          </Empty>
        }
      >
        {(items) => <CampaignTable campaigns={items} sequence={list.sequence} label={t('running')} />}
      </List>
    </Card>
  );
}
