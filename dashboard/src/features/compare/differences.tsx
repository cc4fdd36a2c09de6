'use client';

import { useQuery } from '@tanstack/react-query';
import { Equal } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import type { CampaignDetail } from '@/features/campaigns/campaignServiceV2';
import type { DNSResult, HTTPResult } from '@/features/results/resultService';
import { ResultBadge } from '@/features/results/status';
import { ApiError } from '@/lib/apiError';
import { cn } from '@/lib/classNames';
import { useAddress } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Badge } from '@/ui/badge';
import { Card } from '@/ui/card';
import { List } from '@/ui/list';
import { Empty, Failure, Loading } from '@/ui/state';
import { Table, Td, Th } from '@/ui/table';
import { type Change, compare, type Difference } from './compareService';

/** What is different, by kind, and each name before and after. */
export function Differences({ campaign, other }: { campaign: CampaignDetail; other: string }) {
  const t = useTranslations('compare');
  const format = useFormatter();
  const { params, set } = useAddress();
  const whole = useQuery({
    queryKey: ['compare', campaign.id, other, 'summary'],
    queryFn: ({ signal }) => compare(campaign.id, { with: other, limit: 1 }, signal),
  });
  const summary = whole.data?.value.summary ?? {};
  const change = Object.keys(summary).find((one): one is Change => one === params.get('change'));
  if (whole.error instanceof ApiError && whole.error.code === 'NOT_COMPARABLE') {
    return (
      <Empty icon={Equal} title={t('notComparable')}>
        {t('notComparableWhy')}
      </Empty>
    );
  }
  if (whole.error) return <Failure error={whole.error} retry={whole.refetch} />;
  if (!whole.data) return <Loading />;
  const chip = (label: string, count: number | undefined, value: string | undefined) => (
    <button
      key={label}
      type="button"
      aria-pressed={change === value}
      onClick={() => set({ change: value })}
      className={cn(
        'rounded-full border border-line bg-surface px-3.5 py-1.5 hover:bg-sunken',
        change === value && 'border-accent bg-accent-soft text-accent',
      )}
    >
      {label} {count !== undefined && <strong className="ml-1 tabular-nums">{format.number(count)}</strong>}
    </button>
  );
  return (
    <>
      <div className="mb-4 flex flex-wrap gap-2">
        {chip(t('all'), undefined, undefined)}
        {Object.entries(summary).map(([kind, count]) => chip(t(`changes.${kind as Change}`), count, kind))}
      </div>
      <Rows id={campaign.id} other={other} change={change} />
    </>
  );
}

function Rows({ id, other, change }: { id: string; other: string; change?: Change }) {
  const t = useTranslations('compare');
  const query = { with: other, ...(change && { change: [change] }), limit: 100 };
  const list = useKeyset<Difference>(['compare', id, query], (cursor, signal) =>
    compare(id, { ...query, cursor }, signal),
  );
  return (
    <Card>
      <List
        {...list}
        empty={
          <Empty icon={Equal} title={t('equal')}>
            {t('equalWhy')}
          </Empty>
        }
      >
        {(items) => (
          <Table label={t('table')}>
            <thead>
              <tr>
                <Th>{t('name')}</Th>
                <Th>{t('change')}</Th>
                <Th>{t('before')}</Th>
                <Th>{t('after')}</Th>
              </tr>
            </thead>
            <tbody>
              {items.map((item) => (
                <tr key={item.domainName} className="align-top hover:bg-sunken">
                  <Td className="foreign max-w-64 font-medium">{item.displayName ?? item.domainName}</Td>
                  <Td>
                    <span className="flex flex-wrap gap-1">
                      {item.change.map((one) => (
                        <Badge key={one} tone="info">
                          {t(`changes.${one as Change}`)}
                        </Badge>
                      ))}
                    </span>
                  </Td>
                  <Td>
                    <Side result={item.before} />
                  </Td>
                  <Td>
                    <Side result={item.after} />
                  </Td>
                </tr>
              ))}
            </tbody>
          </Table>
        )}
      </List>
    </Card>
  );
}

function Side({ result }: { result?: DNSResult | HTTPResult }) {
  if (!result) return <span className="text-muted">–</span>;
  const more =
    'records' in result
      ? [...(result.records.a ?? []), ...(result.records.aaaa ?? [])].join(', ')
      : result.title?.slice(0, 120);
  return (
    <div className="max-w-72">
      <ResultBadge status={result.status} />
      {more && <p className="foreign mt-1 line-clamp-2 text-[13px] text-muted">{more}</p>}
    </div>
  );
}
