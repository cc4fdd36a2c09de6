'use client';

import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { authService } from '@/lib/authService';
import { useApiForm } from '@/lib/form';
import schema from '@/lib/schemas/ChangePassword.gen.json';
import { Button } from '@/ui/button';
import { Field } from '@/ui/field';
import { PasswordInput } from '@/ui/passwordInput';
import { Failure } from '@/ui/state';

type Body = { currentPassword: string; newPassword: string };

const empty: Body = { currentPassword: '', newPassword: '' };

/** Replaces the own password. `children` stand beside the button. */
export function PasswordForm({ onChanged, children }: { onChanged: () => unknown; children?: ReactNode }) {
  const t = useTranslations('session');
  const form = useApiForm<Body>(schema, empty);
  const send = async (body: Body) => {
    await authService.changePassword(body.currentPassword, body.newPassword);
    form.reset(empty);
    await onChanged();
  };
  return (
    <form className="flex flex-col gap-4" onSubmit={form.submit(send)}>
      {form.refused !== undefined && <Failure error={form.refused} />}
      <Field label={t('currentPassword')} error={form.errorOf('currentPassword')}>
        {(props) => (
          <PasswordInput autoComplete="current-password" required {...props} {...form.register('currentPassword')} />
        )}
      </Field>
      <Field label={t('newPassword')} hint={t('passwordHint')} error={form.errorOf('newPassword')}>
        {(props) => <PasswordInput autoComplete="new-password" required {...props} {...form.register('newPassword')} />}
      </Field>
      <Button type="submit" variant="primary" disabled={form.formState.isSubmitting}>
        {t('change')}
      </Button>
      {children}
    </form>
  );
}
