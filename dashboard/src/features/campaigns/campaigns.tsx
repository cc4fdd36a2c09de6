'use client';

import { Plus } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { cn } from '@/lib/classNames';
import { Link, useParam } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { PageHeader } from '@/ui/card';
import { CampaignList } from './campaignList';
import { PipelineList } from './pipelineList';

/** What was asked so far: as campaigns, or as the pipelines that they are steps of. */
export function Campaigns() {
  const t = useTranslations();
  const { may } = useAuth();
  const pipelines = useParam('view') === 'pipelines';
  const create = may('campaigns:create') && (
    <Button asChild variant="primary">
      <Link href="/campaigns/new">
        <Plus aria-hidden />
        {t('campaigns.new')}
      </Link>
    </Button>
  );
  const texts = pipelines ? 'pipelines' : 'campaigns';
  return (
    <>
      <PageHeader title={t(`${texts}.title`)} description={t(`${texts}.about`)} actions={create} />
      <nav
        aria-label={t('campaigns.views')}
        className="mb-4 inline-flex rounded-lg border border-line bg-quiet-soft p-0.5"
      >
        <View href="/campaigns" here={!pipelines}>
          {t('campaigns.title')}
        </View>
        <View href="/campaigns?view=pipelines" here={pipelines}>
          {t('pipelines.title')}
        </View>
      </nav>
      {pipelines ? <PipelineList create={create} /> : <CampaignList create={create} />}
    </>
  );
}

function View({ href, here, children }: { href: string; here: boolean; children: string }) {
  return (
    <Link
      href={href}
      aria-current={here ? 'true' : undefined}
      className={cn(
        'rounded-md px-3 py-1 text-[13px] font-medium text-muted hover:text-text',
        here && 'bg-surface text-text shadow-xs',
      )}
    >
      {children}
    </Link>
  );
}
