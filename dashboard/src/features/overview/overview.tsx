'use client';

import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { campaignServiceV2 } from '@/features/campaigns/campaignServiceV2';
import { useAuth, useSelf } from '@/features/session/auth';
import { Link } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { PageHeader } from '@/ui/card';
import { Found } from './found';
import { Health } from './health';
import { Pipelines } from './pipelines';
import { Running } from './running';
import { Welcome } from './welcome';

/** What runs, what was found, how the program is. Where nothing was asked yet, how to begin. */
export function Overview() {
  const t = useTranslations('overview');
  const { may } = useAuth();
  const self = useSelf();
  const fresh = useFresh(may('campaigns:read'));
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('hello', { name: self.firstName })}
        actions={
          may('campaigns:create') &&
          !fresh && (
            <Button asChild variant="primary">
              <Link href="/campaigns/new">
                <Plus aria-hidden />
                {t('new')}
              </Link>
            </Button>
          )
        }
      />
      <div className="grid items-start gap-5 xl:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="flex min-w-0 flex-col gap-5">
          {fresh ? (
            <Welcome />
          ) : (
            may('campaigns:read') && (
              <>
                <Running />
                <Found />
              </>
            )
          )}
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          {may('campaigns:read') && !fresh && <Pipelines />}
          <Health />
        </div>
      </div>
    </>
  );
}

/** Whether there is no campaign at all. */
function useFresh(enabled: boolean) {
  const { data } = useQuery({
    queryKey: ['campaigns', 'any'],
    queryFn: ({ signal }) => campaignServiceV2.list({ limit: 1 }, signal),
    enabled,
  });
  return data?.value.items.length === 0;
}
