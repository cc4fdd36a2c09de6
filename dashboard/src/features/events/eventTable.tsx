'use client';

import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useNames } from '@/features/users/useUsers';
import { Badge } from '@/ui/badge';
import { Table, Td, Th } from '@/ui/table';
import { EventDetail } from './eventDetail';
import type { Event } from './eventService';

/** Events as rows; one opens with all that it holds. */
export function EventTable({ events }: { events: Event[] }) {
  const t = useTranslations('events');
  const [open, setOpen] = useState<Event>();
  const nameOf = useNames();
  return (
    <>
      <Table label={t('title')}>
        <thead>
          <tr>
            <Th className="w-28">{t('sequence')}</Th>
            <Th className="w-52">{t('time')}</Th>
            <Th>{t('type')}</Th>
            <Th>{t('subject')}</Th>
            <Th>{t('actor')}</Th>
          </tr>
        </thead>
        <tbody>
          {events.map((event) => (
            <Row
              key={`${event.category}-${event.sequence}`}
              event={event}
              nameOf={nameOf}
              onOpen={() => setOpen(event)}
            />
          ))}
        </tbody>
      </Table>
      {open && <EventDetail event={open} onClose={() => setOpen(undefined)} />}
    </>
  );
}

type NameOf = ReturnType<typeof useNames>;

function Row({ event, nameOf, onOpen }: { event: Event; nameOf: NameOf; onOpen: () => void }) {
  const format = useFormatter();
  return (
    <tr className="hover:bg-sunken">
      <Td className="py-2 text-muted tabular-nums">{format.number(event.sequence)}</Td>
      <Td className="py-2 whitespace-nowrap text-muted">
        <time dateTime={event.time}>
          {format.dateTime(new Date(event.time), { dateStyle: 'short', timeStyle: 'medium' })}
        </time>
      </Td>
      <Td className="py-2">
        <button type="button" className="font-mono text-[13px] font-medium hover:underline" onClick={onOpen}>
          {event.type}
        </button>
      </Td>
      <Td className="max-w-56 truncate py-2 font-mono text-xs text-muted" title={event.aggregateId}>
        {event.aggregateId}
      </Td>
      <Td className="py-2">{event.actor && <Actor kind={event.actor.kind} name={nameOf(event.actor.id)} />}</Td>
    </tr>
  );
}

/** Who it was by name, where it is a person that the reader may know. */
function Actor({ kind, name }: { kind: string; name?: string }) {
  const t = useTranslations('events.actors');
  return name ? <span className="foreign">{name}</span> : <Badge>{t(kindOf(kind))}</Badge>;
}

function kindOf(kind: string) {
  return kind === 'user' || kind === 'api_key' ? kind : 'system';
}
