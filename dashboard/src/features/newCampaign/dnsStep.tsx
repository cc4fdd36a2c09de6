'use client';

import { useTranslations } from 'use-intl';
import { Checkbox } from '@/ui/field';
import { NumberField } from './numberField';
import { PersonaPicker } from './personaPicker';
import type { Wizard } from './useWizard';
import { recordTypes, type Values } from './values';

/** Which of the names exist: who asks, and for what. */
export function DNSStep({ wizard: { values, change, errors } }: { wizard: Wizard }) {
  const t = useTranslations('newCampaign');
  const { dns } = values;
  const set = (part: Partial<Values['dns']>) => change({ dns: { ...dns, ...part } });
  const toggle = (type: string) =>
    set({
      recordTypes: dns.recordTypes.includes(type)
        ? dns.recordTypes.filter((one) => one !== type)
        : [...dns.recordTypes, type],
    });
  return (
    <>
      <PersonaPicker
        type="dns"
        chosen={dns.personaIds}
        error={errors['dns.personaIds']}
        onChange={(personaIds) => set({ personaIds })}
      />
      <fieldset>
        <legend className="font-medium">{t('recordTypes')}</legend>
        <p className="mt-0.5 text-[13px] text-muted">{t('recordTypesHint')}</p>
        <div className="mt-2 flex flex-wrap gap-x-6 gap-y-2">
          {recordTypes.map((type) => (
            <Checkbox key={type} label={type} checked={dns.recordTypes.includes(type)} onChange={() => toggle(type)} />
          ))}
        </div>
        {errors['dns.recordTypes'] && <p className="mt-1.5 text-[13px] text-bad">{errors['dns.recordTypes']}</p>}
      </fieldset>
      <div className="flex flex-wrap gap-4">
        <NumberField
          label={t('retries')}
          hint={t('retriesHint')}
          error={errors['dns.retryAttempts']}
          value={dns.retryAttempts}
          onChange={(retryAttempts) => set({ retryAttempts })}
        />
        <NumberField
          label={t('speed')}
          hint={t('speedHint')}
          error={errors['dns.processingSpeedPerMinute']}
          value={dns.processingSpeedPerMinute}
          onChange={(processingSpeedPerMinute) => set({ processingSpeedPerMinute })}
        />
      </div>
    </>
  );
}
