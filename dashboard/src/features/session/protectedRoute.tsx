'use client';

import { ShieldX } from 'lucide-react';
import { type ReactNode, useEffect } from 'react';
import { useTranslations } from 'use-intl';
import { useGo, usePathname } from '@/lib/navigation';
import { Empty, Loading } from '@/ui/state';
import { type Permission, useAuth } from './auth';
import { PasswordChange } from './passwordChange';

/** Lets in who has signed in, and others after they have. */
export function ProtectedRoute({ children }: { children: ReactNode }) {
  const { state } = useAuth();
  const go = useGo();
  const pathname = usePathname();
  const nobody = state.kind === 'nobody';
  const setupRequired = nobody && state.setupRequired;
  const left = nobody && state.ended === 'left';
  useEffect(() => {
    if (!nobody) return;
    const here = `${pathname}${window.location.search}`;
    if (setupRequired) go.replace('/setup');
    // Whoever left by their own wish begins anew; others come back to where they were.
    else go.replace(left || here === '/' ? '/login' : `/login?next=${encodeURIComponent(here)}`);
  }, [nobody, setupRequired, left, pathname, go]);
  if (state.kind !== 'somebody') return <Loading />;
  if (state.user.mustChangePassword) return <PasswordChange />;
  return children;
}

/** Shows what needs a permission to those who have it, and to others that they have not. */
export function Permitted({ needs, children }: { needs: Permission; children: ReactNode }) {
  const { may } = useAuth();
  const t = useTranslations('words');
  if (may(needs)) return children;
  return (
    <Empty heading="h1" icon={ShieldX} title={t('notAuthorised')}>
      {t('notAuthorisedWhy', { permission: needs })}
    </Empty>
  );
}
