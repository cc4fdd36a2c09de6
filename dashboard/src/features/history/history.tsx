'use client';

import { useQuery } from '@tanstack/react-query';
import { ChevronLeft, ChevronRight, History as HistoryIcon, Pause, Play } from 'lucide-react';
import { useEffect, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import type { CampaignDetail } from '@/features/campaigns/campaignServiceV2';
import { campaignServiceV2 } from '@/features/campaigns/campaignServiceV2';
import { CampaignProgress } from '@/features/campaigns/numbers';
import { StatusBadge } from '@/features/campaigns/status';
import { useCampaign } from '@/features/campaigns/useCampaign';
import { type Event, eventService } from '@/features/events/eventService';
import { Link, useAddress } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader, PageHeader } from '@/ui/card';
import { Empty, Failure, Loading } from '@/ui/state';

/** How long one step is shown while the past is played, in ms. */
const pace = 900;

/** A campaign at any moment of its life: folded by the server from the events up to then. */
export function History() {
  const t = useTranslations('history');
  const { params } = useAddress();
  const id = params.get('id') ?? '';
  const { campaign, error, refetch } = useCampaign(id);
  const events = useQuery({ queryKey: ['events', 'history', id], queryFn: ({ signal }) => stepsOf(id, signal) });
  const failed = error ?? events.error;
  if (failed && !campaign) return <Failure error={failed} retry={refetch} />;
  if (!campaign || !events.data) return <Loading />;
  return (
    <>
      <PageHeader
        title={t('title', { name: campaign.name })}
        description={t('about')}
        actions={
          <Button asChild>
            <Link href={`/campaigns/view?id=${id}`}>{t('back')}</Link>
          </Button>
        }
      />
      {events.data.length === 0 ? (
        <Empty icon={HistoryIcon} title={t('none')} />
      ) : (
        <Moments campaign={campaign} events={events.data} />
      )}
    </>
  );
}

/** How many events a slider has at most: the newest are left out of longer lives, and it says so. */
const most = 1_000;

async function stepsOf(campaignId: string, signal: AbortSignal): Promise<Event[]> {
  return (await eventService.list({ campaignId, order: 'asc', limit: most }, signal)).value.items;
}

function Moments({ campaign, events }: { campaign: CampaignDetail; events: Event[] }) {
  const t = useTranslations('history');
  const format = useFormatter();
  const { params, set } = useAddress();
  const [playing, setPlaying] = useState(false);
  const last = events.length - 1;
  const asked = events.findIndex((event) => `${event.sequence}` === params.get('at'));
  const place = asked < 0 ? last : asked;
  const event = events[place];
  const to = (next: number) => set({ at: `${events[Math.min(last, Math.max(0, next))]?.sequence}` });
  useEffect(() => {
    if (!playing) return;
    if (place >= last) return setPlaying(false);
    const timer = setTimeout(() => set({ at: `${events[place + 1]?.sequence}` }), pace);
    return () => clearTimeout(timer);
  }, [playing, place, last, events, set]);
  const play = () => {
    if (!playing && place >= last) to(0);
    setPlaying(!playing);
  };
  if (!event) return null;
  return (
    <div className="flex flex-col gap-5">
      <Card>
        <CardBody className="flex flex-col gap-3">
          <div className="flex items-center gap-2">
            <Button size="icon" aria-label={t('before')} disabled={place === 0} onClick={() => to(place - 1)}>
              <ChevronLeft />
            </Button>
            <Button size="icon" variant="primary" aria-label={playing ? t('stop') : t('play')} onClick={play}>
              {playing ? <Pause /> : <Play />}
            </Button>
            <Button size="icon" aria-label={t('after')} disabled={place === last} onClick={() => to(place + 1)}>
              <ChevronRight />
            </Button>
            <input
              type="range"
              aria-label={t('moment')}
              aria-valuetext={`${event.type}, ${format.dateTime(new Date(event.time), { timeStyle: 'medium' })}`}
              min={0}
              max={last}
              value={place}
              onChange={(change) => to(Number(change.target.value))}
              className="h-2 min-w-0 flex-1 accent-accent"
            />
            <span className="w-24 text-right text-[13px] text-muted tabular-nums">
              {format.number(place + 1)} / {format.number(events.length)}
            </span>
          </div>
          <p role="status" className="flex flex-wrap gap-x-4 gap-y-1">
            <span className="font-mono text-[13px] font-medium">{event.type}</span>
            <time dateTime={event.time} className="text-muted">
              {format.dateTime(new Date(event.time), { dateStyle: 'medium', timeStyle: 'medium' })}
            </time>
            <span className="text-muted tabular-nums">
              {t('sequence', { sequence: format.number(event.sequence) })}
            </span>
          </p>
          {events.length === most && <p className="text-[13px] text-muted">{t('cut', { count: most })}</p>}
        </CardBody>
      </Card>
      <div className="grid gap-5 lg:grid-cols-2">
        <Then id={campaign.id} sequence={event.sequence} />
        <State title={t('now')} campaign={campaign} />
      </div>
    </div>
  );
}

function Then({ id, sequence }: { id: string; sequence: number }) {
  const t = useTranslations('history');
  const { data, error, refetch, isPlaceholderData } = useQuery({
    // What it was then never changes.
    queryKey: ['as-of', id, sequence],
    queryFn: ({ signal }) => campaignServiceV2.get(id, { asOf: `${sequence}` }, signal),
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: (shown) => shown,
  });
  if (error) return <Failure error={error} retry={refetch} />;
  if (!data) return <Loading />;
  return <State title={t('then')} campaign={data.value} busy={isPlaceholderData} />;
}

function State({ title, campaign, busy }: { title: string; campaign: CampaignDetail; busy?: boolean }) {
  const statuses = useTranslations('results.statuses');
  const format = useFormatter();
  return (
    <Card aria-label={title} aria-busy={busy}>
      <CardHeader title={title} actions={<StatusBadge status={campaign.status} />} />
      <CardBody>
        <CampaignProgress campaign={campaign} />
        <dl className="mt-4 flex flex-col gap-1.5">
          {Object.entries(campaign.counts).map(([status, count]) => (
            <div key={status} className="flex justify-between">
              <dt className="text-muted">{statuses(status as 'match')}</dt>
              <dd className="font-medium tabular-nums">{format.number(count)}</dd>
            </div>
          ))}
        </dl>
      </CardBody>
    </Card>
  );
}
