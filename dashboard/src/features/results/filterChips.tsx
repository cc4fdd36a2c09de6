'use client';

import { useTranslations } from 'use-intl';
import { useAddress } from '@/lib/navigation';
import { Chip } from '@/ui/chip';
import type { ResultQuery } from './resultService';

/** Filters that come with a link: they have no field, but can be taken away. */
const linked = ['personaId', 'keywordSetId', 'ruleId', 'resolver', 'contentHash'] as const;

export function FilterChips({ filter }: { filter: ResultQuery }) {
  const t = useTranslations('results.chips');
  const { set } = useAddress();
  const chip = (name: (typeof linked)[number] | 'hasKeywords', label: string, value?: string) => (
    <Chip key={name} remove={t('remove', { filter: label })} onRemove={() => set({ [name]: undefined })}>
      {label}
      {value && <span className="foreign ml-1.5 max-w-40 truncate text-muted">{value}</span>}
    </Chip>
  );
  const chips = linked.flatMap((name) => (filter[name] ? [chip(name, t(name), filter[name])] : []));
  if (filter.hasKeywords !== undefined)
    chips.push(chip('hasKeywords', t(filter.hasKeywords ? 'withKeywords' : 'withoutKeywords')));
  if (chips.length === 0) return null;
  return <div className="flex flex-wrap gap-2">{chips}</div>;
}
