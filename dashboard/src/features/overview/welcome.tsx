'use client';

import { Sparkles } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { Link } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { Empty } from '@/ui/state';

/** Stands where everything would be empty: the way to the first campaign. */
export function Welcome() {
  const t = useTranslations('overview');
  const { may } = useAuth();
  return (
    <Card>
      <Empty
        icon={Sparkles}
        title={t('welcome')}
        action={
          may('campaigns:create') && (
            <Button asChild variant="primary">
              <Link href="/campaigns/new">{t('begin')}</Link>
            </Button>
          )
        }
      >
        {t('welcomeWhy')}
      </Empty>
    </Card>
  );
}
