'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useApiForm } from '@/lib/form';
import schema from '@/lib/schemas/CreateAPIKey.gen.json';
import { Button } from '@/ui/button';
import { Field, Input, Select } from '@/ui/field';
import { Failure } from '@/ui/state';
import type { CreateApiKey } from './accountService';
import { type Expiry, expiries, expiryOf } from './expiry';
import { ScopeChoice } from './scopeChoice';

type Props = { send: (body: CreateApiKey) => Promise<void>; onCancel: () => void };

export function CreateApiKeyForm({ send, onCancel }: Props) {
  const t = useTranslations('account.keys');
  const words = useTranslations('words');
  const [expiry, setExpiry] = useState<Expiry>('90');
  const form = useApiForm<CreateApiKey>(schema, { name: '', scopes: [] });
  const choose = (scopes: CreateApiKey['scopes']) => {
    form.setValue('scopes', scopes);
    form.clearErrors('scopes');
  };
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={form.submit((body) => send({ ...body, expiresAt: expiryOf(expiry, new Date()) }))}
    >
      {form.refused !== undefined && <Failure error={form.refused} />}
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={words('name')} hint={t('nameHint')} error={form.errorOf('name')}>
          {(props) => <Input autoComplete="off" required {...props} {...form.register('name')} />}
        </Field>
        <Field label={t('expires')} error={form.errorOf('expiresAt')}>
          {(props) => (
            <Select value={expiry} onChange={(event) => setExpiry(event.target.value as Expiry)} {...props}>
              {expiries.map((one) => (
                <option key={one} value={one}>
                  {one === 'never' ? words('never') : t('inDays', { days: Number(one) })}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </div>
      <ScopeChoice
        chosen={form.watch('scopes')}
        onChange={choose}
        error={form.errorOf('scopes') && t('scopesNeeded')}
      />
      <div className="flex gap-2">
        <Button type="submit" variant="primary" disabled={form.formState.isSubmitting}>
          {words('create')}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          {words('cancel')}
        </Button>
      </div>
    </form>
  );
}
