'use client';

import { useQueries, useQuery } from '@tanstack/react-query';
import { SearchCheck } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { type Campaign, campaignServiceV2 } from '@/features/campaigns/campaignServiceV2';
import { type HTTPResult, listResults } from '@/features/results/resultService';
import { Link } from '@/lib/navigation';
import { Badge } from '@/ui/badge';
import { Card, CardHeader } from '@/ui/card';
import { Empty, Failure, Loading } from '@/ui/state';
import { Table, Td, Th } from '@/ui/table';

/** Of how many campaigns, those that changed last, and how many of each. */
const campaigns = 3;
const each = 4;

type Match = { campaign: Campaign; result: HTTPResult };

/** The last pages with a match, of the campaigns that worked last. */
export function Found() {
  const t = useTranslations('overview');
  const recent = useQuery({
    queryKey: ['campaigns', 'found'],
    queryFn: ({ signal }) =>
      campaignServiceV2.list({ campaignType: 'http_keyword_validation', sort: '-updatedAt', limit: campaigns }, signal),
  });
  const matching = recent.data?.value.items.filter((campaign) => (campaign.counts.match ?? 0) > 0) ?? [];
  const { matches, error, pending } = useQueries({
    queries: matching.map((campaign) => ({
      queryKey: [`results:${campaign.id}`, 'found'],
      queryFn: async ({ signal }: { signal: AbortSignal }) =>
        (await listResults('http', campaign.id, { status: ['match'], sort: '-ordinal', limit: each }, signal)).value,
    })),
    combine: (answers) => ({
      matches: answers.flatMap((answer, i): Match[] => {
        const campaign = matching[i];
        return campaign ? (answer.data?.items ?? []).map((result) => ({ campaign, result: result as HTTPResult })) : [];
      }),
      error: answers.find((answer) => answer.error)?.error,
      pending: answers.some((answer) => answer.isPending),
    }),
  });
  const failed = recent.error ?? error;
  return (
    <Card>
      <CardHeader title={t('found')} description={t('foundWhy')} />
      {failed ? (
        <Failure error={failed} retry={recent.refetch} className="m-4" />
      ) : recent.isPending || pending ? (
        <Loading />
      ) : matches.length === 0 ? (
        <Empty icon={SearchCheck} title={t('nothingFound')}>
          {t('nothingFoundWhy')}
        </Empty>
      ) : (
        <MatchTable matches={matches} />
      )}
    </Card>
  );
}

function MatchTable({ matches }: { matches: Match[] }) {
  const t = useTranslations('overview');
  const format = useFormatter();
  return (
    <Table label={t('found')}>
      <thead className="max-md:hidden">
        <tr>
          <Th>{t('name')}</Th>
          <Th>{t('keywords')}</Th>
          <Th>{t('campaign')}</Th>
          <Th>{t('when')}</Th>
        </tr>
      </thead>
      <tbody>
        {matches.map(({ campaign, result }) => (
          <tr
            key={`${campaign.id}-${result.ordinal}`}
            className="hover:bg-sunken max-md:flex max-md:flex-wrap max-md:items-center max-md:justify-between max-md:gap-x-3 max-md:gap-y-2 max-md:border-b max-md:border-line max-md:px-5 max-md:py-3 max-md:last:border-0 max-md:[&>*]:border-0 max-md:[&>*]:p-0"
          >
            <Td className="max-w-72 max-md:w-full max-md:max-w-none">
              <Link
                href={`/campaigns/view?id=${campaign.id}&tab=results&status=match&row=${result.ordinal}`}
                className="foreign font-medium hover:underline"
              >
                {result.displayName ?? result.domainName}
              </Link>
              {result.title && (
                <p className="foreign line-clamp-1 text-[13px] text-muted">{result.title.slice(0, 200)}</p>
              )}
            </Td>
            <Td>
              <span className="flex flex-wrap gap-1">
                {[...new Set(result.matches.map((match) => match.pattern))].slice(0, 2).map((pattern) => (
                  <Badge key={pattern} tone="accent">
                    {pattern.slice(0, 24)}
                  </Badge>
                ))}
              </span>
            </Td>
            <Td className="foreign max-w-48 truncate text-muted max-md:hidden">{campaign.name}</Td>
            <Td className="whitespace-nowrap text-muted">
              <time dateTime={result.checkedAt}>
                {format.dateTime(new Date(result.checkedAt), { dateStyle: 'short', timeStyle: 'short' })}
              </time>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
