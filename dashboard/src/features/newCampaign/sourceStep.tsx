'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { type Campaign, campaignServiceV2 } from '@/features/campaigns/campaignServiceV2';
import { Field, Select } from '@/ui/field';
import type { Wizard } from './useWizard';

const sourceTypes: Record<'dns' | 'pages', Campaign['campaignType'][]> = {
  dns: ['domain_generation', 'domain_list'],
  pages: ['dns_validation'],
};

/** The campaign whose names are taken, live: it may still be running, or not have begun. */
export function SourceStep({ wizard: { goal, values, change, errors } }: { wizard: Wizard }) {
  const t = useTranslations('newCampaign');
  return (
    <SourceField
      label={t('source')}
      none={t('chooseSource')}
      types={goal === 'pages' ? sourceTypes.pages : sourceTypes.dns}
      value={values.sourceCampaignId}
      error={errors.sourceCampaignId}
      onChange={(sourceCampaignId) => change({ sourceCampaignId })}
    />
  );
}

/** How many of each type are offered, the newest first. */
const offered = 200;

type Props = {
  label: string;
  none: string;
  types: Campaign['campaignType'][];
  value: string;
  error?: string;
  onChange: (id: string) => void;
};

export function SourceField({ label, none, types, value, error, onChange }: Props) {
  const t = useTranslations('words');
  const { data } = useQuery({
    queryKey: ['campaigns', 'sources', types, value],
    queryFn: async ({ signal }) => {
      const lists = types.map(
        async (campaignType) => (await campaignServiceV2.list({ campaignType, limit: offered }, signal)).value.items,
      );
      const all = (await Promise.all(lists)).flat();
      // One that is older than those can still be named by the address.
      if (value && !all.some((one) => one.id === value))
        all.push((await campaignServiceV2.get(value, {}, signal)).value);
      return all;
    },
  });
  return (
    <Field label={label} error={error}>
      {(props) => (
        <Select {...props} value={value} onChange={(event) => onChange(event.target.value)}>
          <option value="">{none}</option>
          {data?.map((campaign) => (
            <option key={campaign.id} value={campaign.id}>
              {campaign.name} · {t(`campaignTypes.${campaign.campaignType}`)} · {t(`statuses.${campaign.status}`)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}
