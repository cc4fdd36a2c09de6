'use client';

import { useTranslations } from 'use-intl';
import { Secret } from '@/ui/secret';

/** A one-time password. It is in the first answer alone: a repeated one, after a break of the network, has none. */
export function OneTimePassword({ email, password }: { email: string; password: string | undefined }) {
  const t = useTranslations('users');
  if (!password) {
    return (
      <p role="alert" className="rounded-lg bg-bad-soft p-4 text-bad">
        {t('oneTimeLost')}
      </p>
    );
  }
  return (
    <Secret title={t('oneTimePassword')} value={password}>
      {t('oneTimeWhy', { email })}
    </Secret>
  );
}
