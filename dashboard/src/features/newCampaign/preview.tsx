'use client';

import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import type { components } from '@/lib/api.gen';
import { api, read } from '@/lib/apiClient';
import { Link } from '@/lib/navigation';
import { Facts } from '@/ui/card';
import { Failure, Skeleton } from '@/ui/state';
import { patternBody, type Values } from './values';

type PatternPreview = components['schemas']['PatternPreview'];

/** How long after the last key the server is asked, in ms. */
const settle = 300;

/** What the pattern makes, as the server counts it: the next names, how many there are, how many are left. */
export function Preview({ pattern }: { pattern: Values['pattern'] }) {
  const t = useTranslations('newCampaign.preview');
  const asked = useSettled(JSON.stringify(patternBody({ pattern })));
  const { data, error, isFetching } = useQuery({
    queryKey: ['patterns', 'preview', asked],
    queryFn: ({ signal }) =>
      read(
        api.POST('/api/v2/patterns/preview', {
          body: { domainGenerationParams: JSON.parse(asked), count: 12 },
          signal,
        }),
      ),
    placeholderData: keepPreviousData,
    // What others have reserved in the meantime counts.
    staleTime: 5_000,
  });
  return (
    <section
      aria-label={t('title')}
      aria-busy={isFetching}
      className="self-start rounded-lg border border-line bg-sunken p-5"
    >
      <h3 className="mb-4 font-semibold">{t('title')}</h3>
      {error ? <Failure error={error} /> : data ? <Shown preview={data.value} /> : <Skeleton className="h-40" />}
    </section>
  );
}

function Shown({ preview }: { preview: PatternPreview }) {
  const t = useTranslations('newCampaign.preview');
  const format = useFormatter();
  const count = (text: string) => format.number(BigInt(text));
  const wanted = BigInt(preview.range.to) - BigInt(preview.range.from);
  return (
    <div className="flex flex-col gap-5">
      <ul className="grid grid-cols-2 gap-x-4 gap-y-1 font-mono text-[13px] xl:grid-cols-3">
        {preview.firstNames.map((name) => (
          <li key={name} className="truncate" title={name}>
            {name}
          </li>
        ))}
      </ul>
      <Facts
        items={[
          [t('space'), count(preview.spaceSize)],
          [t('remaining'), count(preview.remaining)],
          [t('wanted'), format.number(wanted)],
          [t('invalid'), t('ofSample', { invalid: preview.invalidInSample, sample: preview.sampleSize })],
        ]}
      />
      {preview.exhaustionWarning && <p className="rounded-md bg-warn-soft px-3 py-2 text-warn">{t('exhausted')}</p>}
      {preview.unusedRanges.length > 0 && (
        <p className="text-[13px] text-muted">{t('unused', { count: preview.unusedRanges.length })}</p>
      )}
      {preview.priorCampaigns.length > 0 && (
        <div>
          <h4 className="mb-1.5 text-[13px] font-medium">{t('prior')}</h4>
          <ul className="flex max-h-40 flex-col gap-1 overflow-y-auto text-[13px]">
            {preview.priorCampaigns.map((one) => (
              <li key={one.from} className="flex justify-between gap-3">
                <span className="foreign truncate">
                  {one.id ? (
                    <Link href={`/campaigns/view?id=${one.id}`} className="text-accent underline">
                      {one.name}
                    </Link>
                  ) : (
                    t('somebody')
                  )}
                </span>
                <span className="text-muted tabular-nums">
                  {count(one.from)} – {count(one.to)}
                </span>
              </li>
            ))}
          </ul>
        </div>
      )}
    </div>
  );
}

/** A value that has not changed for a moment. */
function useSettled<T>(value: T): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settle);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}
