'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { Badge } from '@/ui/badge';
import type { Column } from '@/ui/rowGrid';
import type { DNSResult, HTTPResult, Kind, Name, Result } from './resultService';
import { ResultBadge } from './status';

/** All columns of a list, in their order. */
export function useColumns(kind: Kind): Column<Result>[] {
  const t = useTranslations('results.columns');
  const format = useFormatter();
  const time = (text: string) => format.dateTime(new Date(text), { dateStyle: 'short', timeStyle: 'medium' });
  const shared: Column<Result>[] = [
    {
      key: 'ordinal',
      header: t('ordinal'),
      width: 84,
      cell: (row) => <span className="text-muted tabular-nums">{format.number(row.ordinal)}</span>,
    },
    { key: 'name', header: t('name'), width: 180, grow: true, cell: (row) => <DomainName row={row} /> },
  ];
  const own = { names: namesColumns, dns: dnsColumns, http: httpColumns }[kind] as unknown as (
    t: ReturnType<typeof useTranslations<'results.columns'>>,
    time: (text: string) => string,
  ) => Column<Result>[];
  return [...shared, ...own(t, time)];
}

type Texts = ReturnType<typeof useTranslations<'results.columns'>>;
type Time = (text: string) => string;

function namesColumns(t: Texts, time: Time): Column<Name>[] {
  return [
    { key: 'tld', header: t('tld'), width: 110, cell: (row) => row.tld },
    {
      key: 'offset',
      header: t('offset'),
      width: 130,
      cell: (row) => <span className="tabular-nums">{row.offset ?? row.lineNumber}</span>,
    },
    {
      key: 'time',
      header: t('time'),
      width: 170,
      cell: (row) => <span className="text-muted">{time(row.generatedAt)}</span>,
    },
  ];
}

function dnsColumns(t: Texts, time: Time): Column<DNSResult>[] {
  return [
    { key: 'status', header: t('status'), width: 130, cell: (row) => <ResultBadge status={row.status} /> },
    {
      key: 'addresses',
      header: t('addresses'),
      width: 200,
      cell: (row) => [...(row.records.a ?? []), ...(row.records.aaaa ?? [])].join(', '),
    },
    { key: 'rcode', header: t('rcode'), width: 110, cell: (row) => row.rcode },
    {
      key: 'resolver',
      header: t('resolver'),
      width: 170,
      cell: (row) => <span className="text-muted">{row.resolver}</span>,
    },
    {
      key: 'duration',
      header: t('duration'),
      width: 90,
      cell: (row) => <span className="tabular-nums">{row.durationMs} ms</span>,
    },
    {
      key: 'time',
      header: t('time'),
      width: 170,
      cell: (row) => <span className="text-muted">{time(row.checkedAt)}</span>,
    },
  ];
}

function httpColumns(t: Texts, time: Time): Column<HTTPResult>[] {
  return [
    { key: 'status', header: t('status'), width: 130, cell: (row) => <ResultBadge status={row.status} /> },
    { key: 'code', header: t('code'), width: 64, cell: (row) => row.statusCode },
    {
      key: 'title',
      header: t('title'),
      width: 200,
      grow: true,
      cell: (row) => <span className="foreign">{short(row.title)}</span>,
    },
    {
      key: 'keywords',
      header: t('keywords'),
      width: 200,
      cell: (row) => (
        <span className="flex gap-1">
          {[...new Set(row.matches.map((match) => match.pattern))].slice(0, 3).map((pattern) => (
            <Badge key={pattern} tone="accent">
              {short(pattern, 24)}
            </Badge>
          ))}
        </span>
      ),
    },
    {
      key: 'duration',
      header: t('duration'),
      width: 84,
      cell: (row) => <span className="tabular-nums">{row.durationMs} ms</span>,
    },
    {
      key: 'time',
      header: t('time'),
      width: 170,
      cell: (row) => <span className="text-muted">{time(row.checkedAt)}</span>,
    },
  ];
}

function DomainName({ row }: { row: Result }) {
  return (
    <span className="foreign font-medium" title={row.displayName ? row.domainName : undefined}>
      {row.displayName ?? row.domainName}
    </span>
  );
}

/** Foreign text in one line of a table: a title may have 5,000 characters. */
function short(text: string | undefined, length = 160) {
  if (!text) return '';
  const characters = [...text.slice(0, length * 2)];
  return characters.length > length ? `${characters.slice(0, length).join('')}…` : characters.join('');
}
