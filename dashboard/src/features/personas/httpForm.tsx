'use client';

import { Plus, X } from 'lucide-react';
import { useFieldArray } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import type { components } from '@/lib/api.gen';
import { useApiForm } from '@/lib/form';
import { numbersOf, rangesOf } from '@/lib/ranges';
import schema from '@/lib/schemas/UpdateHTTPPersona.gen.json';
import { Button } from '@/ui/button';
import { Checkbox, Field, Input, Textarea } from '@/ui/field';
import { Failure } from '@/ui/state';
import { About, Amount, amount, Buttons } from './formParts';
import { type HTTPBody, type Persona, personaService } from './personaService';

const numbers = [
  'requestTimeoutSeconds',
  'maxRedirects',
  'maxBodyBytes',
  'maxInFlight',
  'rateLimitDps',
  'rateLimitBurst',
] as const;
type Numbers = Record<(typeof numbers)[number], string>;

type Values = {
  name: string;
  description: string;
  isEnabled: boolean;
  headers: { name: string; value: string }[];
  configDetails: Numbers & {
    userAgent: string;
    followRedirects: boolean;
    allowedStatusCodes: string;
    notes: string;
    headers?: unknown;
  };
};

type Props = { persona?: Persona; onDone: () => void; onCancel: () => void; readOnly: boolean };

export function HTTPForm({ persona, onDone, onCancel, readOnly }: Props) {
  const t = useTranslations('personas');
  const bodyOf = (values: Values): HTTPBody => ({
    name: values.name,
    description: values.description || undefined,
    isEnabled: values.isEnabled,
    expectedVersion: persona?.version,
    configDetails: {
      userAgent: values.configDetails.userAgent,
      headers: Object.fromEntries(
        values.headers.filter((one) => one.name.trim()).map((one) => [one.name.trim(), one.value]),
      ),
      followRedirects: values.configDetails.followRedirects,
      allowedStatusCodes: numbersOf(values.configDetails.allowedStatusCodes),
      notes: values.configDetails.notes || undefined,
      ...(Object.fromEntries(numbers.map((name) => [name, amount(values.configDetails[name])])) as Record<
        (typeof numbers)[number],
        number | undefined
      >),
    },
  });
  const form = useApiForm<Values>(schema, valuesOf(persona), bodyOf);
  const headers = useFieldArray({ control: form.control, name: 'headers' });
  const send = async (values: Values) => {
    await (persona ? personaService.updateHTTP(persona.id, bodyOf(values)) : personaService.createHTTP(bodyOf(values)));
    onDone();
  };
  return (
    <form onSubmit={form.submit(send)} noValidate>
      <fieldset disabled={readOnly} className="flex flex-col gap-5">
        {form.refused !== undefined && <Failure error={form.refused} />}
        <About
          name={{ register: form.register('name'), error: form.errorOf('name') }}
          description={{ register: form.register('description'), error: form.errorOf('description') }}
          isEnabled={form.register('isEnabled')}
        />
        <Field
          label={t('fields.userAgent')}
          hint={t('hints.userAgent')}
          error={form.errorOf('configDetails.userAgent')}
        >
          {(props) => <Input {...props} {...form.register('configDetails.userAgent')} />}
        </Field>
        <fieldset className="flex flex-col gap-2">
          <legend className="mb-1.5 font-medium">{t('fields.headers')}</legend>
          {headers.fields.map((field, index) => (
            <div key={field.id} className="flex gap-2">
              <Input
                aria-label={t('headerName')}
                placeholder={t('headerName')}
                className="max-w-52 font-mono text-[13px]"
                {...form.register(`headers.${index}.name`)}
              />
              <Input
                aria-label={t('headerValue')}
                placeholder={t('headerValue')}
                className="font-mono text-[13px]"
                {...form.register(`headers.${index}.value`)}
              />
              <Button variant="ghost" size="icon" aria-label={t('removeHeader')} onClick={() => headers.remove(index)}>
                <X />
              </Button>
            </div>
          ))}
          {form.errorOf('configDetails.headers') && (
            <p className="text-[13px] text-bad">{form.errorOf('configDetails.headers')}</p>
          )}
          <Button
            size="sm"
            variant="ghost"
            className="self-start"
            onClick={() => headers.append({ name: '', value: '' })}
          >
            <Plus aria-hidden />
            {t('addHeader')}
          </Button>
        </fieldset>
        <Checkbox label={t('fields.followRedirects')} {...form.register('configDetails.followRedirects')} />
        <div className="grid gap-4 sm:grid-cols-2">
          {numbers.map((name) => (
            <Amount
              key={name}
              label={t(`fields.${name}`)}
              hint={t(`hints.http.${name}`)}
              register={form.register(`configDetails.${name}`)}
              error={form.errorOf(`configDetails.${name}`)}
            />
          ))}
        </div>
        <Field
          label={t('fields.allowedStatusCodes')}
          hint={t('hints.allowedStatusCodes')}
          error={form.errorOf('configDetails.allowedStatusCodes')}
        >
          {(props) => <Input {...props} {...form.register('configDetails.allowedStatusCodes')} />}
        </Field>
        <Field label={t('fields.notes')} error={form.errorOf('configDetails.notes')}>
          {(props) => <Textarea className="min-h-16" {...props} {...form.register('configDetails.notes')} />}
        </Field>
      </fieldset>
      <div className="mt-6">
        <Buttons onCancel={onCancel} busy={form.formState.isSubmitting} readOnly={readOnly} />
      </div>
    </form>
  );
}

function valuesOf(persona?: Persona): Values {
  const config = persona?.configDetails as components['schemas']['HTTPConfig'] | undefined;
  return {
    name: persona?.name ?? '',
    description: persona?.description ?? '',
    isEnabled: persona?.isEnabled ?? true,
    headers: Object.entries(config?.headers ?? {}).map(([name, value]) => ({ name, value: `${value}` })),
    configDetails: {
      userAgent: config?.userAgent ?? '',
      followRedirects: config?.followRedirects ?? true,
      allowedStatusCodes: rangesOf(config?.allowedStatusCodes ?? []),
      notes: config?.notes ?? '',
      ...(Object.fromEntries(numbers.map((name) => [name, `${config?.[name] ?? ''}`])) as Numbers),
    },
  };
}
