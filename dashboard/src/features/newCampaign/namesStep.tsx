'use client';

import { useTranslations } from 'use-intl';
import { Button } from '@/ui/button';
import { Field, Input, Select } from '@/ui/field';
import { Preview } from './preview';
import { SourceField } from './sourceStep';
import type { Wizard } from './useWizard';
import { letters, type Values } from './values';

const types = ['prefix', 'suffix', 'both'] as const;
const digits = '0123456789';
const sets = { letters, digits, all: `${letters}${digits}-` };

/** The pattern of the names, beside what it makes. */
export function NamesStep({ wizard }: { wizard: Wizard }) {
  const t = useTranslations('newCampaign');
  const { goal, values, change, errors } = wizard;
  const fromList = values.sourceListCampaignId !== '';
  return (
    <div className="grid gap-8 lg:grid-cols-2">
      <div className="flex flex-col gap-5">
        {goal === 'pipeline' && (
          <SourceField
            label={t('namesFrom')}
            none={t('namesFromPattern')}
            types={['domain_list']}
            value={values.sourceListCampaignId}
            error={errors.sourceListCampaignId}
            onChange={(sourceListCampaignId) => change({ sourceListCampaignId })}
          />
        )}
        {!fromList && <PatternFields wizard={wizard} />}
      </div>
      {!fromList && <Preview pattern={values.pattern} />}
    </div>
  );
}

function PatternFields({ wizard: { values, change, errors } }: { wizard: Wizard }) {
  const t = useTranslations('newCampaign');
  const { pattern } = values;
  const set = (part: Partial<Values['pattern']>) => change({ pattern: { ...pattern, ...part } });
  const length = (side: 'prefix' | 'suffix') => (
    <Field label={t(`${side}Length`)} error={errors[`pattern.${side}VariableLength`]} className="w-40">
      {(props) => (
        <Input
          inputMode="numeric"
          {...props}
          value={pattern[`${side}VariableLength`]}
          onChange={(event) => set({ [`${side}VariableLength`]: event.target.value })}
        />
      )}
    </Field>
  );
  return (
    <>
      <Field label={t('word')} hint={t('wordHint')} error={errors['pattern.constantString']}>
        {(props) => (
          <Input
            {...props}
            autoComplete="off"
            spellCheck={false}
            value={pattern.constantString}
            onChange={(event) => set({ constantString: event.target.value })}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-4">
        <Field label={t('where')} className="w-44" error={errors['pattern.patternType']}>
          {(props) => (
            <Select
              {...props}
              value={pattern.patternType}
              onChange={(event) => set({ patternType: event.target.value as Values['pattern']['patternType'] })}
            >
              {types.map((type) => (
                <option key={type} value={type}>
                  {t(`patternTypes.${type}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {pattern.patternType !== 'suffix' && length('prefix')}
        {pattern.patternType !== 'prefix' && length('suffix')}
      </div>
      <Field label={t('characters')} error={errors['pattern.characterSet']}>
        {(props) => (
          <>
            <Input
              {...props}
              autoComplete="off"
              spellCheck={false}
              className="font-mono"
              value={pattern.characterSet}
              onChange={(event) => set({ characterSet: event.target.value })}
            />
            <div className="-ml-2.5 flex gap-2">
              {(Object.keys(sets) as (keyof typeof sets)[]).map((name) => (
                <Button key={name} size="sm" variant="ghost" onClick={() => set({ characterSet: sets[name] })}>
                  {t(`sets.${name}`)}
                </Button>
              ))}
            </div>
          </>
        )}
      </Field>
      <Field label={t('tlds')} hint={t('tldsHint')} error={errors['pattern.tlds']}>
        {(props) => (
          <Input
            {...props}
            spellCheck={false}
            value={pattern.tlds}
            onChange={(event) => set({ tlds: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('howMany')} hint={t('howManyHint')} error={errors['pattern.numDomainsToGenerate']}>
        {(props) => (
          <Input
            inputMode="numeric"
            {...props}
            value={pattern.numDomainsToGenerate}
            onChange={(event) => set({ numDomainsToGenerate: event.target.value })}
          />
        )}
      </Field>
    </>
  );
}
