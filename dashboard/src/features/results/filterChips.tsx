'use client';

import { useTranslations } from 'use-intl';
import type { Campaign } from '@/features/campaigns/campaignServiceV2';
import { useSnapshot } from '@/features/campaigns/useSnapshot';
import { useAddress } from '@/lib/navigation';
import { Chip } from '@/ui/chip';
import type { ResultQuery } from './resultService';

/** Filters that come with a link: they have no field, but can be taken away. */
const linked = ['personaId', 'keywordSetId', 'ruleId', 'resolver', 'contentHash'] as const;

export function FilterChips({ campaign, filter }: { campaign: Campaign; filter: ResultQuery }) {
  const t = useTranslations('results.chips');
  const { set } = useAddress();
  const nameOf = useNames(campaign.id, filter);
  const chip = (name: (typeof linked)[number] | 'hasKeywords', label: string, value?: string) => (
    <Chip key={name} remove={t('remove', { filter: label })} onRemove={() => set({ [name]: undefined })}>
      {label}
      {value && <span className="foreign ml-1.5 max-w-40 truncate text-muted">{nameOf(value)}</span>}
    </Chip>
  );
  const chips = linked.flatMap((name) => (filter[name] ? [chip(name, t(name), filter[name])] : []));
  if (filter.hasKeywords !== undefined)
    chips.push(chip('hasKeywords', t(filter.hasKeywords ? 'withKeywords' : 'withoutKeywords')));
  if (chips.length === 0) return null;
  return <div className="flex flex-wrap gap-2">{chips}</div>;
}

/** What an id of a filter was called when the campaign started; the id where that is not known. */
function useNames(campaign: string, { personaId, keywordSetId, ruleId }: ResultQuery) {
  const { data } = useSnapshot(campaign, Boolean(personaId || keywordSetId || ruleId));
  const { personas = [], keywordSets = [] } = data?.value.snapshot ?? {};
  const names = new Map([
    ...[...personas, ...keywordSets].map(({ id, name }) => [id, name] as const),
    ...keywordSets.flatMap(({ rules }) => rules).map(({ id, pattern }) => [id, pattern] as const),
  ]);
  return (value: string) => names.get(value) ?? value;
}
