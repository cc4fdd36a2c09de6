'use client';

import { FileClock, Pause, Play } from 'lucide-react';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { useFeed } from '@/features/shell/connection';
import { cn } from '@/lib/classNames';
import { Link, useAddress } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Button } from '@/ui/button';
import { Card, PageHeader } from '@/ui/card';
import { List } from '@/ui/list';
import { Empty } from '@/ui/state';
import { EventFilters } from './eventFilters';
import { eventService } from './eventService';
import { EventTable } from './eventTable';
import { lifecycleTypes } from './eventTypes';
import { eventFilter } from './filter';

/** The log: what happened, as it happens. */
export function Events() {
  const t = useTranslations('events');
  const { params } = useAddress();
  const [paused, setPaused] = useState(false);
  const filter = eventFilter(params);
  const tail = filter.order !== 'asc';
  // While it is paused, the list is another one that nothing makes out of date.
  const list = useKeyset([paused ? 'events-paused' : 'events', filter], (cursor, signal) =>
    eventService.list({ ...filter, cursor }, signal),
  );
  const missed = useMissed(paused);
  return (
    <>
      <LogHeader
        here="/events"
        actions={
          tail && (
            <Button onClick={() => setPaused(!paused)} aria-pressed={paused}>
              {paused ? <Play aria-hidden /> : <Pause aria-hidden />}
              {paused ? t('resume', { count: missed }) : t('pause')}
            </Button>
          )
        }
      />
      <Card>
        <EventFilters />
        <List
          {...list}
          empty={
            <Empty icon={FileClock} title={t('none')}>
              {t('noneWhy')}
            </Empty>
          }
        >
          {(items) => <EventTable events={items} />}
        </List>
      </Card>
    </>
  );
}

/** How many events came since the list was paused. */
function useMissed(paused: boolean) {
  const [missed, setMissed] = useState(0);
  const was = useRef(paused);
  if (was.current !== paused) {
    was.current = paused;
    if (paused) setMissed(0);
  }
  useFeed((message) => {
    if (paused && lifecycleTypes.includes(message.type)) setMissed((had) => had + 1);
  });
  return missed;
}

/** The head of both logs, that of events and that of access. */
export function LogHeader({ here, actions }: { here: '/events' | '/audit'; actions?: React.ReactNode }) {
  const t = useTranslations('events');
  const { may } = useAuth();
  const logs = [['/events', t('title')] as const, ...(may('audit:read') ? [['/audit', t('access')] as const] : [])];
  return (
    <>
      <PageHeader
        title={here === '/events' ? t('title') : t('access')}
        description={here === '/events' ? t('about') : t('accessWhy')}
        actions={actions}
      />
      {logs.length > 1 && (
        <nav aria-label={t('logs')} className="mb-4 flex gap-1 border-b border-line">
          {logs.map(([path, label]) => (
            <Link
              key={path}
              href={path}
              aria-current={path === here ? 'page' : undefined}
              className={cn(
                '-mb-px border-b-2 border-transparent px-3 py-2.5 font-medium text-muted hover:text-text',
                path === here && 'border-accent text-text',
              )}
            >
              {label}
            </Link>
          ))}
        </nav>
      )}
    </>
  );
}
