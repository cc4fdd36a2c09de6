'use client';

import { useTranslations } from 'use-intl';
import { api, read } from '@/lib/apiClient';
import { Field, Input, Textarea } from '@/ui/field';
import { NumberField } from './numberField';
import { PersonaPicker } from './personaPicker';
import { Picker } from './picker';
import type { Wizard } from './useWizard';
import type { Values } from './values';

/** Which of the pages matter: who fetches them, and what is looked for. */
export function PagesStep({ wizard: { values, change, errors } }: { wizard: Wizard }) {
  const t = useTranslations('newCampaign');
  const { http } = values;
  const set = (part: Partial<Values['http']>) => change({ http: { ...http, ...part } });
  return (
    <>
      <PersonaPicker
        type="http"
        chosen={http.personaIds}
        error={errors['http.personaIds']}
        onChange={(personaIds) => set({ personaIds })}
      />
      <Picker
        legend={t('keywordSets')}
        error={errors['http.keywordSetIds']}
        queryKey={['keyword-sets', 'enabled']}
        fetch={(signal) =>
          read(
            api.GET('/api/v2/keywords/sets', {
              params: { query: { isEnabled: true, limit: 1_000, sort: 'name' } },
              signal,
            }),
          )
        }
        chosen={http.keywordSetIds}
        onChange={(keywordSetIds) => set({ keywordSetIds })}
        empty={t('keywordSetsNone')}
      />
      <Field label={t('keywords')} hint={t('keywordsHint')} error={errors['http.adHocKeywords']}>
        {(props) => (
          <Textarea
            {...props}
            value={http.adHocKeywords}
            onChange={(event) => set({ adHocKeywords: event.target.value })}
          />
        )}
      </Field>
      <div className="flex flex-wrap gap-4">
        <Field
          label={t('ports')}
          hint={t('portsHint')}
          error={errors['http.targetHttpPorts']}
          className="min-w-48 flex-1"
        >
          {(props) => (
            <Input
              {...props}
              value={http.targetHttpPorts}
              onChange={(event) => set({ targetHttpPorts: event.target.value })}
            />
          )}
        </Field>
        <Field label={t('path')} error={errors['http.path']} className="min-w-48 flex-1">
          {(props) => (
            <Input
              {...props}
              className="font-mono"
              value={http.path}
              onChange={(event) => set({ path: event.target.value })}
            />
          )}
        </Field>
      </div>
      <div className="flex flex-wrap gap-4">
        <NumberField
          label={t('retries')}
          hint={t('retriesHint')}
          error={errors['http.retryAttempts']}
          value={http.retryAttempts}
          onChange={(retryAttempts) => set({ retryAttempts })}
        />
        <NumberField
          label={t('speed')}
          hint={t('speedHint')}
          error={errors['http.processingSpeedPerMinute']}
          value={http.processingSpeedPerMinute}
          onChange={(processingSpeedPerMinute) => set({ processingSpeedPerMinute })}
        />
      </div>
    </>
  );
}
