'use client';

import { useTranslations } from 'use-intl';
import { type CampaignDetail, campaignServiceV2 } from '@/features/campaigns/campaignServiceV2';
import { CampaignTable } from '@/features/campaigns/campaignTable';
import { useKeyset } from '@/lib/useKeyset';
import { Card, CardHeader } from '@/ui/card';
import { List } from '@/ui/list';

/** Campaigns that follow this one, with other personas or as the next step. Nothing where there is none. */
export function Followers({ campaign }: { campaign: CampaignDetail }) {
  const t = useTranslations('campaign');
  const query = { sourceCampaignId: campaign.id };
  const list = useKeyset(['campaigns', 'list', query], (cursor, signal) =>
    campaignServiceV2.list({ ...query, cursor }, signal),
  );
  if (list.items?.length === 0) return null;
  return (
    <Card className="lg:col-span-2">
      <CardHeader title={t('followers')} description={t('followersWhy')} />
      <List {...list} empty={null}>
        {(items) => <CampaignTable campaigns={items} sequence={list.sequence} label={t('followers')} />}
      </List>
    </Card>
  );
}
