'use client';

import { useTranslations } from 'use-intl';
import type { components } from '@/lib/api.gen';
import { useApiForm } from '@/lib/form';
import schema from '@/lib/schemas/UpdateDNSPersona.gen.json';
import { Field, Textarea } from '@/ui/field';
import { Failure } from '@/ui/state';
import { About, Amount, amount, Buttons } from './formParts';
import { type DNSBody, type Persona, personaService } from './personaService';

type Values = {
  name: string;
  description: string;
  isEnabled: boolean;
  configDetails: {
    resolvers: string;
    queryTimeoutSeconds: string;
    maxInFlight: string;
    rateLimitDps: string;
    rateLimitBurst: string;
  };
};

type Props = { persona?: Persona; onDone: () => void; onCancel: () => void; readOnly: boolean };

export function DNSForm({ persona, onDone, onCancel, readOnly }: Props) {
  const t = useTranslations('personas');
  const bodyOf = (values: Values): DNSBody => ({
    name: values.name,
    description: values.description || undefined,
    isEnabled: values.isEnabled,
    expectedVersion: persona?.version,
    configDetails: {
      resolvers: values.configDetails.resolvers.split(/[\s,]+/).filter(Boolean),
      queryTimeoutSeconds: amount(values.configDetails.queryTimeoutSeconds),
      maxInFlight: amount(values.configDetails.maxInFlight),
      rateLimitDps: amount(values.configDetails.rateLimitDps),
      rateLimitBurst: amount(values.configDetails.rateLimitBurst),
    },
  });
  const form = useApiForm<Values>(schema, valuesOf(persona), bodyOf);
  const send = async (values: Values) => {
    await (persona ? personaService.updateDNS(persona.id, bodyOf(values)) : personaService.createDNS(bodyOf(values)));
    onDone();
  };
  const number = (name: 'queryTimeoutSeconds' | 'maxInFlight' | 'rateLimitDps' | 'rateLimitBurst') => (
    <Amount
      label={t(`fields.${name}`)}
      hint={t(`hints.dns.${name}`)}
      register={form.register(`configDetails.${name}`)}
      error={form.errorOf(`configDetails.${name}`)}
    />
  );
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
          label={t('fields.resolvers')}
          hint={t('hints.resolvers')}
          error={form.errorOf('configDetails.resolvers')}
        >
          {(props) => (
            <Textarea
              spellCheck={false}
              className="font-mono text-[13px]"
              {...props}
              {...form.register('configDetails.resolvers')}
            />
          )}
        </Field>
        <div className="flex flex-wrap gap-4">
          {number('queryTimeoutSeconds')}
          {number('maxInFlight')}
        </div>
        <div className="flex flex-wrap gap-4">
          {number('rateLimitDps')}
          {number('rateLimitBurst')}
        </div>
      </fieldset>
      <div className="mt-6">
        <Buttons onCancel={onCancel} busy={form.formState.isSubmitting} readOnly={readOnly} />
      </div>
    </form>
  );
}

function valuesOf(persona?: Persona): Values {
  const config = persona?.configDetails as components['schemas']['DNSConfig'] | undefined;
  return {
    name: persona?.name ?? '',
    description: persona?.description ?? '',
    isEnabled: persona?.isEnabled ?? true,
    configDetails: {
      resolvers: config?.resolvers.join('\n') ?? '',
      queryTimeoutSeconds: `${config?.queryTimeoutSeconds ?? ''}`,
      maxInFlight: `${config?.maxInFlight ?? ''}`,
      rateLimitDps: `${config?.rateLimitDps ?? ''}`,
      rateLimitBurst: `${config?.rateLimitBurst ?? ''}`,
    },
  };
}
