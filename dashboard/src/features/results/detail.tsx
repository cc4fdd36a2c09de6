'use client';

import { useQuery } from '@tanstack/react-query';
import { ExternalLink, Rows3 } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import type { Campaign } from '@/features/campaigns/campaignServiceV2';
import { useAddress } from '@/lib/navigation';
import { Facts } from '@/ui/card';
import { Dialog } from '@/ui/dialog';
import { Empty, Failure, Loading } from '@/ui/state';
import { Matches } from './matches';
import { OnlyWith } from './onlyWith';
import { type DNSResult, type HTTPResult, type Kind, listResults, type Name } from './resultService';
import { ResultBadge } from './status';

/** One result with all that is known of it. The address names it by its place, so that it can be linked. */
export function ResultDetail({ campaign, kind }: { campaign: Campaign; kind: Kind }) {
  const t = useTranslations('results');
  const { params, set } = useAddress();
  const ordinal = params.get('row') ?? '';
  const chosen = /^\d{1,10}$/.test(ordinal);
  const query = useQuery({
    queryKey: [`results:${campaign.id}`, kind, 'one', ordinal],
    queryFn: async ({ signal }) =>
      (await listResults(kind, campaign.id, { fromOrdinal: Number(ordinal), limit: 1 }, signal)).value.items.find(
        (item) => item.ordinal === Number(ordinal),
      ) ?? null,
    enabled: chosen,
  });
  if (!chosen) return null;
  const result = query.data;
  return (
    <Dialog
      place="side"
      open
      onOpenChange={() => set({ row: undefined })}
      title={result?.displayName ?? result?.domainName ?? t('result')}
    >
      {query.error ? (
        <Failure error={query.error} retry={query.refetch} />
      ) : result === undefined ? (
        <Loading />
      ) : result === null ? (
        <Empty icon={Rows3} title={t('noResult')} />
      ) : (
        <div className="flex flex-col gap-6">
          {result.displayName && <p className="foreign text-muted">{result.domainName}</p>}
          {kind === 'names' && <NameFacts name={result as Name} />}
          {kind === 'dns' && <DNSFacts result={result as DNSResult} />}
          {kind === 'http' && <PageFacts result={result as HTTPResult} />}
        </div>
      )}
    </Dialog>
  );
}

function useTime() {
  const format = useFormatter();
  return (text: string) => format.dateTime(new Date(text), { dateStyle: 'medium', timeStyle: 'medium' });
}

function NameFacts({ name }: { name: Name }) {
  const t = useTranslations('results.columns');
  const time = useTime();
  return (
    <Facts
      items={[
        [t('ordinal'), name.ordinal],
        [t('tld'), name.tld],
        [t('offset'), name.offset ?? name.lineNumber ?? '–'],
        [t('time'), time(name.generatedAt)],
      ]}
    />
  );
}

function DNSFacts({ result }: { result: DNSResult }) {
  const t = useTranslations('results');
  const time = useTime();
  const { a, aaaa, cname, mx, ns, txt, soa } = result.records;
  const records: [string, string[] | undefined][] = [
    ['A', a],
    ['AAAA', aaaa],
    ['CNAME', cname],
    ['MX', mx?.map((one) => `${one.preference} ${one.host}`)],
    ['NS', ns],
    ['TXT', txt],
    [
      'SOA',
      soa && [`${soa.mname} ${soa.rname} ${soa.serial} ${soa.refresh} ${soa.retry} ${soa.expire} ${soa.minimum}`],
    ],
  ];
  const found = records.filter(([, values]) => values && values.length > 0);
  return (
    <>
      <Facts
        items={[
          [t('columns.status'), <ResultBadge key="s" status={result.status} />],
          [t('columns.rcode'), result.rcode ?? '–'],
          [
            t('columns.resolver'),
            result.resolver ? <OnlyWith key="r" by="resolver" value={result.resolver} text={result.resolver} /> : '–',
          ],
          [t('transport'), result.transport ?? '–'],
          [t('attempts'), result.attempts],
          [t('columns.duration'), `${result.durationMs} ms`],
          [t('columns.time'), time(result.checkedAt)],
          [t('minTtl'), result.minTtl === null ? '–' : `${result.minTtl} s`],
          ...failure(t, result),
        ]}
      />
      {result.privateAddress && <p className="rounded-md bg-warn-soft px-3 py-2 text-warn">{t('privateAddress')}</p>}
      <section>
        <h3 className="mb-2 font-semibold">{t('records')}</h3>
        {found.length === 0 && <p className="text-muted">{t('noRecords')}</p>}
        <dl className="flex flex-col gap-2">
          {found.map(([type, values]) => (
            <div key={type} className="flex gap-3">
              <dt className="w-16 shrink-0 font-mono text-xs leading-5 text-muted">{type}</dt>
              <dd className="foreign min-w-0 font-mono text-xs leading-5 whitespace-pre-wrap">{values?.join('\n')}</dd>
            </div>
          ))}
        </dl>
      </section>
    </>
  );
}

function PageFacts({ result }: { result: HTTPResult }) {
  const t = useTranslations('results');
  const format = useFormatter();
  const time = useTime();
  return (
    <>
      {result.title && <p className="foreign line-clamp-6 text-base">{result.title}</p>}
      {result.finalUrl && <SiteLink url={result.finalUrl} />}
      <Matches result={result} />
      <Facts
        items={[
          [t('columns.status'), <ResultBadge key="s" status={result.status} />],
          [t('columns.code'), result.statusCode ?? '–'],
          [t('remoteAddress'), result.remoteAddress ?? '–'],
          [t('contentType'), result.contentType ?? '–'],
          [t('bodyBytes'), format.number(result.bodyBytes)],
          [t('attempts'), result.attempts],
          [t('columns.duration'), `${result.durationMs} ms`],
          [t('columns.time'), time(result.checkedAt)],
          [t('tls'), result.tlsVersion ?? result.tlsError ?? '–'],
          [t('language'), result.language ?? '–'],
          ...failure(t, result),
        ]}
      />
      {result.redirects && result.redirects.length > 0 && (
        <section>
          <h3 className="mb-2 font-semibold">{t('redirects')}</h3>
          <ol className="flex flex-col gap-1 font-mono text-xs">
            {result.redirects.map((one) => (
              <li key={one.url} className="foreign">
                {one.statusCode} {one.url}
              </li>
            ))}
          </ol>
        </section>
      )}
      {result.headers && Object.keys(result.headers).length > 0 && (
        <section>
          <h3 className="mb-2 font-semibold">{t('headers')}</h3>
          <dl className="flex flex-col gap-1 font-mono text-xs">
            {Object.entries(result.headers).map(([name, value]) => (
              <div key={name} className="foreign">
                <dt className="inline text-muted">{name}: </dt>
                <dd className="inline">{`${value}`}</dd>
              </div>
            ))}
          </dl>
        </section>
      )}
      {result.snippet && (
        <section>
          <h3 className="mb-2 font-semibold">{t('snippet')}</h3>
          <p className="foreign line-clamp-[12] text-muted">{result.snippet}</p>
        </section>
      )}
      {result.contentHash && (
        <p className="foreign font-mono text-xs text-muted">
          <OnlyWith by="contentHash" value={result.contentHash} text={`SHA-256 ${result.contentHash}`} />
        </p>
      )}
    </>
  );
}

function failure(
  t: ReturnType<typeof useTranslations<'results'>>,
  result: { errorCode?: string; errorMessage?: string },
): [string, string][] {
  return result.errorCode ? [[t('error'), `${result.errorCode} ${result.errorMessage ?? ''}`]] : [];
}

/** A found site is foreign ground: it learns nothing of where the visit came from. */
function SiteLink({ url }: { url: string }) {
  if (!/^https?:\/\//.test(url)) return <p className="foreign">{url}</p>;
  return (
    <a
      href={url}
      target="_blank"
      rel="noopener noreferrer"
      className="foreign inline-flex items-center gap-1.5 text-accent underline"
    >
      {url}
      <ExternalLink aria-hidden className="size-3.5 shrink-0" />
    </a>
  );
}
