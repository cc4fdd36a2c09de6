'use client';

import { FileClock } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { eventService } from '@/features/events/eventService';
import { EventTable } from '@/features/events/eventTable';
import { Link } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Button } from '@/ui/button';
import { Card, CardHeader } from '@/ui/card';
import { List } from '@/ui/list';
import { Empty } from '@/ui/state';

/** What happened to this campaign, the newest first. */
export function CampaignEvents({ id }: { id: string }) {
  const t = useTranslations('campaign');
  const query = { campaignId: id, order: 'desc' } as const;
  const list = useKeyset(['events', query], (cursor, signal) => eventService.list({ ...query, cursor }, signal));
  return (
    <Card>
      <CardHeader
        title={t('tabs.events')}
        description={t('eventsWhy')}
        actions={
          <Button asChild size="sm">
            <Link href={`/events?campaignId=${id}`}>{t('allEvents')}</Link>
          </Button>
        }
      />
      <List {...list} empty={<Empty icon={FileClock} title={t('noEvents')} />}>
        {(items) => <EventTable events={items} />}
      </List>
    </Card>
  );
}
