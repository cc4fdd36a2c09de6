'use client';

import { Rows3 } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { useHeard } from '@/features/campaigns/useCampaign';
import { ResultBadge } from '@/features/results/status';
import { useAddress, useGo } from '@/lib/navigation';
import { Badge } from '@/ui/badge';
import { Card, CardHeader } from '@/ui/card';
import { Choices } from '@/ui/choices';
import { Field, Input } from '@/ui/field';
import { KeysetGrid } from '@/ui/keysetGrid';
import type { Column } from '@/ui/rowGrid';
import { Empty } from '@/ui/state';
import { type DomainStatus, dnsStatuses, domainFilter, httpStatuses } from './domainFilter';
import { type Domain, type Pipeline, pipelineService } from './pipelineService';
import { stepOf } from './steps';

/** One row a name, over all steps. */
export function Domains({ pipeline }: { pipeline: Pipeline }) {
  const t = useTranslations('pipelines');
  const { params } = useAddress();
  const go = useGo();
  const columns = useColumns();
  const query = { ...domainFilter(params), limit: 200 };
  const open = (row: Domain) =>
    go.push(`/campaigns/view?id=${stepOf(pipeline.steps, row)?.id}&tab=results&row=${row.ordinal}`);
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
  const { params, set } = useAddress();
  const filter = domainFilter(params);
  const statusOf = useTranslations('results.statuses');
  const choices = <T extends DomainStatus>(name: 'dns' | 'http', options: readonly T[], chosen: T[] = []) => (
    <Choices
      label={t(name)}
      options={options}
      name={(status: DomainStatus) => statusOf(status)}
      chosen={chosen}
      onChange={(statuses) => set({ [name]: statuses })}
      className="w-44"
    />
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
      {choices('dns', dnsStatuses, filter.dnsStatus)}
      {choices('http', httpStatuses, filter.httpStatus)}
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
