'use client';

import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '@/lib/apiError';
import { authService } from '@/lib/authService';
import { useApiForm } from '@/lib/form';
import { useGo, useParam } from '@/lib/navigation';
import schema from '@/lib/schemas/Login.gen.json';
import { Button } from '@/ui/button';
import { Field, Input } from '@/ui/field';
import { Failure } from '@/ui/state';
import { useAuth } from './auth';
import { Frame } from './frame';

export function Login() {
  const t = useTranslations('session');
  const go = useGo();
  const next = useParam('next');
  const { state } = useAuth();
  const form = useApiForm<{ email: string; password: string }>(schema, { email: '', password: '' });
  const inside = state.kind === 'somebody';
  const setupRequired = state.kind === 'nobody' && state.setupRequired;
  useEffect(() => {
    if (inside) go.replace(ownPath(next));
    else if (setupRequired) go.replace('/setup');
  }, [inside, setupRequired, next, go]);
  return (
    <Frame title={t('signInTo')}>
      <form
        className="flex flex-col gap-4"
        onSubmit={form.submit(({ email, password }) => authService.login(email, password))}
      >
        {form.refused === undefined && state.kind === 'nobody' && state.ended === 'expired' && <Expired />}
        <Refusal error={form.refused} />
        <Field label={t('email')} error={form.errorOf('email')}>
          {(props) => <Input type="email" autoComplete="username" required {...props} {...form.register('email')} />}
        </Field>
        <Field label={t('password')} error={form.errorOf('password')}>
          {(props) => (
            <Input type="password" autoComplete="current-password" required {...props} {...form.register('password')} />
          )}
        </Field>
        <Button type="submit" variant="primary" disabled={form.formState.isSubmitting}>
          {t('signIn')}
        </Button>
      </form>
    </Frame>
  );
}

function Expired() {
  const t = useTranslations('errors.codes');
  return (
    <p role="status" className="rounded-md bg-info-soft px-3 py-2 text-info">
      {t('SESSION_EXPIRED')}
    </p>
  );
}

function Refusal({ error }: { error: unknown }) {
  const t = useTranslations('session');
  if (!error) return null;
  if (error instanceof ApiError && error.status === 429) {
    return (
      <p role="alert" className="rounded-md bg-warn-soft px-3 py-2 text-warn">
        {t('wait', { seconds: error.retryAfter ?? 1 })}
      </p>
    );
  }
  return <Failure error={error} />;
}

/** A page of ours, whatever the address says: `//elsewhere` is none. */
function ownPath(next: string | undefined) {
  return next?.startsWith('/') && !next.startsWith('//') && !next.includes('\\') ? next : '/';
}
