'use client';

import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { authService, type Setup as Body } from '@/lib/authService';
import { useApiForm } from '@/lib/form';
import { useGo } from '@/lib/navigation';
import schema from '@/lib/schemas/Setup.gen.json';
import { Button } from '@/ui/button';
import { Field, Input } from '@/ui/field';
import { Failure } from '@/ui/state';
import { useAuth } from './auth';
import { Frame } from './frame';

/** Makes the first account, once, and signs in with it. */
export function Setup() {
  const t = useTranslations('session');
  const go = useGo();
  const { state } = useAuth();
  const form = useApiForm<Body>(schema, { setupToken: '', email: '', firstName: '', lastName: '', password: '' });
  useEffect(() => {
    if (state.kind === 'somebody') go.replace('/');
  }, [state.kind, go]);
  const send = async (body: Body) => {
    await authService.setup(body);
    await authService.login(body.email, body.password);
  };
  return (
    <Frame title={t('setUp')} description={t('setUpWhy')}>
      <form className="flex flex-col gap-4" onSubmit={form.submit(send)}>
        {form.refused !== undefined && <Failure error={form.refused} />}
        <Field label={t('setupToken')} hint={t('setupTokenHint')} error={form.errorOf('setupToken')}>
          {(props) => (
            <Input autoComplete="off" required className="font-mono" {...props} {...form.register('setupToken')} />
          )}
        </Field>
        <Field label={t('email')} error={form.errorOf('email')}>
          {(props) => <Input type="email" autoComplete="username" required {...props} {...form.register('email')} />}
        </Field>
        <div className="grid grid-cols-2 gap-3">
          <Field label={t('firstName')} error={form.errorOf('firstName')}>
            {(props) => <Input autoComplete="given-name" required {...props} {...form.register('firstName')} />}
          </Field>
          <Field label={t('lastName')} error={form.errorOf('lastName')}>
            {(props) => <Input autoComplete="family-name" required {...props} {...form.register('lastName')} />}
          </Field>
        </div>
        <Field label={t('password')} hint={t('passwordHint')} error={form.errorOf('password')}>
          {(props) => (
            <Input type="password" autoComplete="new-password" required {...props} {...form.register('password')} />
          )}
        </Field>
        <Button type="submit" variant="primary" disabled={form.formState.isSubmitting}>
          {t('createAccount')}
        </Button>
      </form>
    </Frame>
  );
}
