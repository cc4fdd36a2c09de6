'use client';

import { useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { authService } from '@/lib/authService';
import { Link } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { useAuth } from './auth';
import { Frame } from './frame';

/** A page that signs out whoever opens it. */
export function Logout() {
  const t = useTranslations('session');
  const { state } = useAuth();
  useEffect(() => {
    if (state.kind === 'somebody') authService.logout();
  }, [state.kind]);
  if (state.kind !== 'nobody') return null;
  return (
    <Frame title={t('signedOut')}>
      <Button asChild variant="primary" className="w-full">
        <Link href="/login">{t('signIn')}</Link>
      </Button>
    </Frame>
  );
}
