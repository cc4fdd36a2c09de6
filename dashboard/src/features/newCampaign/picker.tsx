'use client';

import { type QueryKey, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import type { Read } from '@/lib/apiClient';
import { Failure, Skeleton } from '@/ui/state';

type Item = { id: string; name: string; description?: string };

type Props = {
  legend: string;
  hint?: string;
  error?: string;
  queryKey: QueryKey;
  fetch: (signal: AbortSignal) => Promise<Read<{ items: Item[] }>>;
  chosen: string[];
  onChange: (ids: string[]) => void;
  /** What to do where there is none. */
  empty: ReactNode;
};

/** Several of the team's things, in the order in which they are chosen. */
export function Picker({ legend, hint, error, queryKey, fetch, chosen, onChange, empty }: Props) {
  const t = useTranslations('newCampaign');
  const { data, error: failed, refetch } = useQuery({ queryKey, queryFn: ({ signal }) => fetch(signal) });
  const toggle = (id: string) => onChange(chosen.includes(id) ? chosen.filter((one) => one !== id) : [...chosen, id]);
  return (
    <fieldset aria-invalid={Boolean(error)}>
      <legend className="font-medium">{legend}</legend>
      {hint && <p className="mt-0.5 text-[13px] text-muted">{hint}</p>}
      {failed && <Failure error={failed} retry={refetch} className="mt-2" />}
      {!data && !failed && <Skeleton className="mt-2 h-10" />}
      {data?.value.items.length === 0 && (
        <div className="mt-2 rounded-lg border border-dashed border-field p-4 text-muted">{empty}</div>
      )}
      <div className="mt-2 flex max-h-64 flex-col gap-1.5 overflow-y-auto">
        {data?.value.items.map((item) => (
          <label
            key={item.id}
            className="flex items-center gap-3 rounded-md border border-line px-3 py-2 hover:bg-sunken has-checked:border-accent"
          >
            <input
              type="checkbox"
              className="size-4 accent-accent"
              checked={chosen.includes(item.id)}
              onChange={() => toggle(item.id)}
            />
            <span className="foreign min-w-0 flex-1">
              <span className="font-medium">{item.name}</span>
              {item.description && <span className="line-clamp-1 text-[13px] text-muted">{item.description}</span>}
            </span>
            {chosen.length > 1 && chosen.includes(item.id) && (
              <span className="text-xs text-muted">{t('orderOf', { place: chosen.indexOf(item.id) + 1 })}</span>
            )}
          </label>
        ))}
      </div>
      {error && <p className="mt-1.5 text-[13px] text-bad">{error}</p>}
    </fieldset>
  );
}
