'use client';

import { Compass } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Link } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Empty } from '@/ui/state';

export function NotFound() {
  const t = useTranslations('shell');
  return (
    <main className="grid min-h-dvh place-items-center">
      <Empty
        heading="h1"
        icon={Compass}
        title={t('notFound')}
        action={
          <Button asChild>
            <Link href="/">{t('overview')}</Link>
          </Button>
        }
      >
        {t('notFoundWhy')}
      </Empty>
    </main>
  );
}
