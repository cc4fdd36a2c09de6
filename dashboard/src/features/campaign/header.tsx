'use client';

import { GitCompareArrows, History, Workflow } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { type CampaignDetail, type CommandName, commandNames } from '@/features/campaigns/campaignServiceV2';
import { CommandMenu, commandIcons } from '@/features/campaigns/commandMenu';
import { CampaignProgress, usePace } from '@/features/campaigns/numbers';
import { StatusBadge } from '@/features/campaigns/status';
import { allowedCommands, useCommand, useMayManage } from '@/features/campaigns/useCommand';
import { useAuth } from '@/features/session/auth';
import { Link, useGo } from '@/lib/navigation';
import { useOnline } from '@/lib/online';
import { Button } from '@/ui/button';
import { PageHeader } from '@/ui/card';

/** What a campaign is and does, and what can be done with it. */
export function CampaignHeader({ campaign }: { campaign: CampaignDetail }) {
  const t = useTranslations('campaign');
  const words = useTranslations('words');
  const { may } = useAuth();
  const go = useGo();
  const pace = usePace(campaign);
  const link = (href: string, label: string, Icon: typeof History) => (
    <Button asChild variant="ghost" size="sm">
      <Link href={href}>
        <Icon aria-hidden />
        {label}
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader
        title={campaign.name}
        description={
          <>
            {campaign.description && (
              <p className="foreign mb-2 max-w-prose whitespace-pre-line">{campaign.description}</p>
            )}
            <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
              <StatusBadge status={campaign.status} />
              {words(`campaignTypes.${campaign.campaignType}`)}
              {campaign.completionReason && campaign.completionReason !== 'all_done' && (
                <span>{t(`reasons.${campaign.completionReason}`)}</span>
              )}
              {campaign.errorMessage && <span className="text-bad">{campaign.errorMessage}</span>}
            </p>
          </>
        }
        actions={
          <>
            <MainCommands campaign={campaign} />
            <CommandMenu campaign={campaign} onDeleted={() => go.replace('/campaigns')} />
          </>
        }
      />
      <div className="mb-5 rounded-lg border border-line bg-surface px-5 py-4 shadow-xs">
        <CampaignProgress campaign={campaign} />
        <div className="mt-2 flex flex-wrap items-center justify-between gap-2">
          <p className="text-muted tabular-nums">{pace ?? <Moment campaign={campaign} />}</p>
          <div className="-mx-2.5 flex flex-wrap">
            {campaign.pipelineId && link(`/pipelines/view?id=${campaign.pipelineId}`, t('pipeline'), Workflow)}
            {campaign.sourceCampaignId &&
              link(`/campaigns/view?id=${campaign.sourceCampaignId}`, t('source'), Workflow)}
            {may('reports:generate') && link(`/campaigns/compare?id=${campaign.id}`, t('compare'), GitCompareArrows)}
            {may('events:read') && link(`/campaigns/history?id=${campaign.id}`, t('history'), History)}
          </div>
        </div>
        <Announcement campaign={campaign} />
      </div>
    </>
  );
}

function Moment({ campaign }: { campaign: CampaignDetail }) {
  const t = useTranslations('campaign');
  const format = useFormatter();
  const at = (text: string) => format.dateTime(new Date(text), { dateStyle: 'medium', timeStyle: 'short' });
  if (campaign.endedAt) return t('endedAt', { time: at(campaign.endedAt) });
  if (campaign.startedAt) return t('startedAt', { time: at(campaign.startedAt) });
  return t('createdAt', { time: at(campaign.createdAt) });
}

/** The commands that are wanted most, as buttons. */
function MainCommands({ campaign }: { campaign: CampaignDetail }) {
  const t = useTranslations('campaigns.commands');
  const command = useCommand();
  const online = useOnline();
  const manages = useMayManage(campaign);
  if (!manages('campaigns:execute')) return null;
  const allowed = allowedCommands(campaign.status);
  return commandNames
    .filter((name): name is Exclude<CommandName, 'cancel'> => name !== 'cancel' && allowed.includes(name))
    .map((name) => {
      const Icon = commandIcons[name];
      return (
        <Button
          key={name}
          variant={name === 'pause' ? 'secondary' : 'primary'}
          disabled={!online || command.isPending}
          onClick={() => command.mutate({ name, campaign })}
        >
          <Icon aria-hidden />
          {t(name)}
        </Button>
      );
    });
}

/** How often somebody who listens is told of progress, in ms. */
const pace = 10_000;

/** Tells those who do not see the bar, without talking all the time. */
function Announcement({ campaign }: { campaign: CampaignDetail }) {
  const t = useTranslations('campaign');
  const words = useTranslations('words');
  const format = useFormatter();
  const text = t('announcement', {
    status: words(`statuses.${campaign.status}`),
    done: format.number(campaign.processedItems),
    total: format.number(campaign.totalItems),
  });
  const [said, say] = useState(text);
  const last = useRef(Date.now());
  const ended = campaign.status !== 'running';
  useEffect(() => {
    const timer = setTimeout(
      () => {
        last.current = Date.now();
        say(text);
      },
      ended ? 0 : Math.max(0, last.current + pace - Date.now()),
    );
    return () => clearTimeout(timer);
  }, [text, ended]);
  return (
    <p role="status" className="sr-only">
      {said}
    </p>
  );
}
