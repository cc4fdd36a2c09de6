'use client';

import { useTranslations } from 'use-intl';
import { authService } from '@/lib/authService';
import { Button } from '@/ui/button';
import { Frame } from './frame';
import { PasswordForm } from './passwordForm';
import { recogniseAgain } from './recognise';

/** Stands before everything else while somebody else knows the password. */
export function PasswordChange() {
  const t = useTranslations('session');
  return (
    <Frame title={t('changePassword')} description={t('changePasswordWhy')}>
      <PasswordForm onChanged={recogniseAgain}>
        <Button variant="ghost" onClick={() => authService.logout()}>
          {t('signOut')}
        </Button>
      </PasswordForm>
    </Frame>
  );
}
