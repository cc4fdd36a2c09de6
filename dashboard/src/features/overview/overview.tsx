'use client';

import { Plus } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useAuth, useSelf } from '@/features/session/auth';
import { Link } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { PageHeader } from '@/ui/card';
import { Found } from './found';
import { Health } from './health';
import { Pipelines } from './pipelines';
import { Running } from './running';

/** What runs, what was found, how the program is. */
export function Overview() {
  const t = useTranslations('overview');
  const { may } = useAuth();
  const self = useSelf();
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('hello', { name: self.firstName })}
        actions={
          may('campaigns:create') && (
            <Button asChild variant="primary">
              <Link href="/campaigns/new">
                <Plus aria-hidden />
                {t('new')}
              </Link>
            </Button>
          )
        }
      />
      <div className="grid items-start gap-5 xl:grid-cols-[2fr_1fr]">
        <div className="flex min-w-0 flex-col gap-5">
          {may('campaigns:read') && <Running />}
          {may('campaigns:read') && <Found />}
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          {may('campaigns:read') && <Pipelines />}
          <Health />
        </div>
      </div>
    </>
  );
}
