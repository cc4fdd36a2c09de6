'use client';

import { Rows3 } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { useHeard } from '@/features/campaigns/useCampaign';
import { ResultBadge } from '@/features/results/status';
import { useAddress, useGo } from '@/lib/navigation';
import { Badge } from '@/ui/badge';
import { Card, CardHeader } from '@/ui/card';
import { Field, Input, Select } from '@/ui/field';
import { KeysetGrid } from '@/ui/keysetGrid';
import type { Column } from '@/ui/rowGrid';
import { Empty } from '@/ui/state';
import { type Domain, type DomainQuery, type Pipeline, pipelineService } from './pipelineService';

const dnsStatuses = ['pending', 'resolved', 'unresolved', 'timeout', 'error'] as const;
const httpStatuses = [
  'pending',
  'match',
  'no_match',
  'http_error',
  'timeout',
  'tls_error',
  'blocked',
  'error',
] as const;

function known<T extends string>(value: string | null, all: readonly T[]): T[] | undefined {
  const found = all.find((one) => one === value);
  return found && [found];
}

/** One row a name, over all steps. */
export function Domains({ pipeline }: { pipeline: Pipeline }) {
  const t = useTranslations('pipelines');
  const { params } = useAddress();
  const go = useGo();
  const columns = useColumns();
  const query: DomainQuery = {
    q: params.get('q') || undefined,
    keyword: params.get('keyword') || undefined,
    dnsStatus: known(params.get('dns'), dnsStatuses),
    httpStatus: known(params.get('http'), httpStatuses),
    limit: 200,
  };
  const [, dns, http] = pipeline.steps;
  const open = (row: Domain) => {
    const step =
      row.httpStatus && row.httpStatus !== 'pending'
        ? http
        : row.dnsStatus && row.dnsStatus !== 'pending'
          ? dns
          : pipeline.steps[0];
    go.push(`/campaigns/view?id=${step?.id}&tab=results&row=${row.ordinal}`);
  };
  return (
    <Card>
      <CardHeader title={t('names')} description={t('namesWhy')} />
      <DomainFilters />
      <KeysetGrid
        label={t('names')}
        columns={columns}
        queryKey={['domains', pipeline.id, query]}
        fetchPage={(cursor, signal) => pipelineService.domains(pipeline.id, { ...query, cursor }, signal)}
        going={pipeline.status === 'running'}
        heard={useHeard(pipeline.steps)}
        empty={
          <Empty icon={Rows3} title={t('none')}>
            {t('noneWhy')}
          </Empty>
        }
        onOpen={open}
      />
    </Card>
  );
}

function DomainFilters() {
  const t = useTranslations('pipelines');
  const words = useTranslations('words');
  const statuses = useTranslations('results.statuses');
  const { params, set } = useAddress();
  const select = (name: 'dns' | 'http', options: readonly Parameters<typeof statuses>[0][]) => (
    <Field label={t(name)} className="w-40">
      {(props) => (
        <Select {...props} value={params.get(name) ?? ''} onChange={(event) => set({ [name]: event.target.value })}>
          <option value="">{words('all')}</option>
          {options.map((status) => (
            <option key={status} value={status}>
              {statuses(status)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
  const text = (name: 'q' | 'keyword') => (
    <Field label={t(name)} className="min-w-44 flex-1">
      {(props) => (
        <Input
          type="search"
          {...props}
          key={params.get(name)}
          defaultValue={params.get(name) ?? ''}
          onBlur={(event) => set({ [name]: event.target.value })}
          onKeyDown={(event) => event.key === 'Enter' && set({ [name]: event.currentTarget.value })}
        />
      )}
    </Field>
  );
  return (
    <div className="flex flex-wrap items-end gap-3 border-b border-line p-4">
      {text('q')}
      {select('dns', dnsStatuses)}
      {select('http', httpStatuses)}
      {text('keyword')}
    </div>
  );
}

function useColumns(): Column<Domain>[] {
  const t = useTranslations('pipelines.columns');
  const format = useFormatter();
  return [
    {
      key: 'ordinal',
      header: t('ordinal'),
      width: 96,
      cell: (row) => <span className="text-muted tabular-nums">{format.number(row.ordinal)}</span>,
    },
    {
      key: 'name',
      header: t('name'),
      width: 220,
      grow: true,
      cell: (row) => <span className="foreign font-medium">{row.displayName ?? row.domainName}</span>,
    },
    {
      key: 'dns',
      header: t('dns'),
      width: 140,
      cell: (row) => row.dnsStatus && <ResultBadge status={row.dnsStatus} />,
    },
    { key: 'addresses', header: t('addresses'), width: 170, cell: (row) => row.addresses?.join(', ') },
    {
      key: 'http',
      header: t('http'),
      width: 130,
      cell: (row) => row.httpStatus && <ResultBadge status={row.httpStatus} />,
    },
    {
      key: 'title',
      header: t('title'),
      width: 220,
      grow: true,
      cell: (row) => <span className="foreign">{row.title?.slice(0, 200)}</span>,
    },
    {
      key: 'keywords',
      header: t('keywords'),
      width: 180,
      cell: (row) => (
        <span className="flex gap-1">
          {row.keywords.slice(0, 2).map((keyword) => (
            <Badge key={keyword} tone="accent">
              {keyword.slice(0, 24)}
            </Badge>
          ))}
        </span>
      ),
    },
  ];
}
