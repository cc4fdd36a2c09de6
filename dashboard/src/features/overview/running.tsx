'use client';

import { Workflow } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { type Campaign, campaignServiceV2 } from '@/features/campaigns/campaignServiceV2';
import { CommandMenu } from '@/features/campaigns/commandMenu';
import { CampaignProgress, Found, usePace } from '@/features/campaigns/numbers';
import { useLive } from '@/features/campaigns/useCampaign';
import { useAuth } from '@/features/session/auth';
import { Link } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Badge } from '@/ui/badge';
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
        {(items) => (
          <ul aria-label={t('running')} className="divide-y divide-line">
            {items.map((campaign) => (
              <Line key={campaign.id} read={campaign} sequence={list.sequence} />
            ))}
          </ul>
        )}
      </List>
    </Card>
  );
}

function Line({ read, sequence }: { read: Campaign; sequence: number }) {
  const words = useTranslations('words');
  const campaign = useLive(read.id, read, sequence) ?? read;
  const pace = usePace(campaign);
  return (
    <li className="grid grid-cols-[1fr_auto] items-center gap-x-5 gap-y-2.5 px-5 py-3.5 hover:bg-sunken sm:grid-cols-[minmax(0,1fr)_7rem_14rem_auto]">
      <div className="min-w-0">
        <Link href={`/campaigns/view?id=${campaign.id}`} className="foreign line-clamp-1 font-medium hover:underline">
          {campaign.name}
        </Link>
        <p className="mt-1 flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted tabular-nums">
          <Badge>{words(`campaignTypes.${campaign.campaignType}`)}</Badge>
          {pace}
        </p>
      </div>
      <p className="text-right max-sm:order-2 max-sm:self-center max-sm:text-[13px]">
        <Found campaign={campaign} />
      </p>
      <CampaignProgress campaign={campaign} className="max-sm:order-1" />
      <div className="max-sm:col-start-2 max-sm:row-start-1 max-sm:justify-self-end">
        <CommandMenu campaign={campaign} />
      </div>
    </li>
  );
}
