'use client';

import { useTranslations } from 'use-intl';
import { Values } from '@/features/campaign/values';
import { Checkbox, Field, Input, Select, Textarea } from '@/ui/field';
import type { Wizard } from './useWizard';
import { bodyOf } from './values';

/** A name, when it begins, and all that will be asked for. */
export function ReviewStep({ wizard: { goal, values, change, errors } }: { wizard: Wizard }) {
  const t = useTranslations('newCampaign');
  const words = useTranslations('words');
  if (!goal) return null;
  const {
    name: _name,
    description: _description,
    mode: _mode,
    autoStart: _autoStart,
    ...asked
  } = bodyOf(goal, values) as Record<string, unknown>;
  return (
    <div className="grid gap-8 lg:grid-cols-2">
      <div className="flex flex-col gap-5">
        <Field label={words('name')} error={errors.name}>
          {(props) => (
            <Input
              {...props}
              maxLength={255}
              value={values.name}
              onChange={(event) => change({ name: event.target.value })}
            />
          )}
        </Field>
        <Field label={`${words('description')} (${words('optional')})`} error={errors.description}>
          {(props) => (
            <Textarea
              {...props}
              value={values.description}
              onChange={(event) => change({ description: event.target.value })}
            />
          )}
        </Field>
        {goal === 'pipeline' && (
          <Field label={t('mode')} hint={t(`modeHints.${values.mode}`)}>
            {(props) => (
              <Select
                {...props}
                value={values.mode}
                onChange={(event) => change({ mode: event.target.value as typeof values.mode })}
              >
                <option value="full_sequence">{t('modes.full_sequence')}</option>
                <option value="step_by_step">{t('modes.step_by_step')}</option>
              </Select>
            )}
          </Field>
        )}
        <Checkbox
          label={t('autoStart')}
          hint={t('autoStartHint')}
          checked={values.autoStart}
          onChange={(event) => change({ autoStart: event.target.checked })}
        />
      </div>
      <section aria-label={t('summary')} className="self-start rounded-lg border border-line bg-sunken p-5">
        <h3 className="mb-4 font-semibold">{t('summary')}</h3>
        <Values of={asked} />
      </section>
    </div>
  );
}
