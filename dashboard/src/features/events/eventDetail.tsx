'use client';

import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useNames } from '@/features/users/useUsers';
import { Link } from '@/lib/navigation';
import { Facts } from '@/ui/card';
import { Dialog } from '@/ui/dialog';
import { Failure, Loading } from '@/ui/state';
import { type Event, eventService } from './eventService';

/** One event with its payload, as the log holds it, and the ways to what belongs to it. */
export function EventDetail({ event, onClose }: { event: Event; onClose: () => void }) {
  const t = useTranslations('events');
  const format = useFormatter();
  const nameOf = useNames();
  const actor = event.actor && [nameOf(event.actor.id), event.actor.kind, event.actor.id].filter(Boolean).join(' · ');
  const isAccess = event.category === 'access';
  const to = (
    label: 'aggregate' | 'correlation' | 'causation' | 'command' | 'effects',
    filter: string,
    value?: string,
  ): [string, ReactNode] => [
    t(label),
    value ? (
      <Link
        key={label}
        href={`/events?${filter}=${value}&results=show`}
        onClick={onClose}
        className="font-mono text-xs text-accent underline"
      >
        {label === 'effects' ? t('seeEffects') : value}
      </Link>
    ) : (
      '–'
    ),
  ];
  return (
    <Dialog
      place="side"
      open
      onOpenChange={onClose}
      title={event.type}
      description={t('sequenceOf', { sequence: format.number(event.sequence) })}
    >
      <div className="flex flex-col gap-6">
        <Facts
          className="sm:grid-cols-1"
          items={[
            [t('time'), format.dateTime(new Date(event.time), { dateStyle: 'long', timeStyle: 'long' })],
            [t('actor'), actor ?? '–'],
            to('aggregate', 'aggregateId', event.aggregateId),
            ...(isAccess
              ? []
              : [
                  to('command', 'commandId', event.commandId),
                  to('correlation', 'correlationId', event.correlationId),
                  to('causation', 'id', event.causationId),
                  to('effects', 'causationId', event.id),
                ]),
          ]}
        />
        <section>
          <h3 className="mb-2 font-semibold">{t('payload')}</h3>
          {isAccess ? <Payload data={event.data} /> : <StoredPayload sequence={event.sequence} />}
        </section>
      </div>
    </Dialog>
  );
}

function StoredPayload({ sequence }: { sequence: number }) {
  const { data, error, refetch } = useQuery({
    // What is in the log never changes.
    queryKey: ['event', sequence],
    queryFn: ({ signal }) => eventService.get(sequence, signal),
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (error) return <Failure error={error} retry={refetch} />;
  if (!data) return <Loading lines={3} />;
  return <Payload data={data.value.data} />;
}

/** Characters of a payload that are shown: one of results has a thousand names. */
const most = 20_000;

function Payload({ data }: { data: unknown }) {
  const t = useTranslations('events');
  const text = JSON.stringify(data, null, 2) ?? '';
  return (
    <>
      <pre
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        className="foreign max-h-[50dvh] overflow-auto rounded-lg border border-line bg-sunken p-3 font-mono text-xs whitespace-pre-wrap"
      >
        {text.slice(0, most)}
      </pre>
      {text.length > most && <p className="mt-1 text-[13px] text-muted">{t('payloadCut')}</p>}
    </>
  );
}
