'use client';

import { useTranslations } from 'use-intl';
import { authService } from '@/lib/authService';
import { useApiForm } from '@/lib/form';
import schema from '@/lib/schemas/ChangePassword.gen.json';
import { tokenManager } from '@/lib/tokenManager';
import { Button } from '@/ui/button';
import { Field, Input } from '@/ui/field';
import { Failure } from '@/ui/state';
import { Frame } from './frame';

type Body = { currentPassword: string; newPassword: string };

/** Stands before everything else while somebody else knows the password. */
export function PasswordChange() {
  const t = useTranslations('session');
  const form = useApiForm<Body>(schema, { currentPassword: '', newPassword: '' });
  const send = async (body: Body) => {
    await authService.changePassword(body.currentPassword, body.newPassword);
    await tokenManager.refresh();
  };
  return (
    <Frame title={t('changePassword')} description={t('changePasswordWhy')}>
      <form className="flex flex-col gap-4" onSubmit={form.submit(send)}>
        {form.refused !== undefined && <Failure error={form.refused} />}
        <Field label={t('currentPassword')} error={form.errorOf('currentPassword')}>
          {(props) => (
            <Input
              type="password"
              autoComplete="current-password"
              required
              {...props}
              {...form.register('currentPassword')}
            />
          )}
        </Field>
        <Field label={t('newPassword')} hint={t('passwordHint')} error={form.errorOf('newPassword')}>
          {(props) => (
            <Input type="password" autoComplete="new-password" required {...props} {...form.register('newPassword')} />
          )}
        </Field>
        <Button type="submit" variant="primary" disabled={form.formState.isSubmitting}>
          {t('changePassword')}
        </Button>
        <Button variant="ghost" onClick={() => authService.logout()}>
          {t('signOut')}
        </Button>
      </form>
    </Frame>
  );
}
