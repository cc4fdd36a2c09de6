'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import type { CommandName } from '@/features/campaigns/campaignServiceV2';
import { commandIcons } from '@/features/campaigns/commandMenu';
import { StatusBadge } from '@/features/campaigns/status';
import { useLiveAll } from '@/features/campaigns/useCampaign';
import { useMayManage } from '@/features/campaigns/useCommand';
import { useParam } from '@/lib/navigation';
import { useOnline } from '@/lib/online';
import { Button } from '@/ui/button';
import { PageHeader } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { Failure, Loading, useErrorText } from '@/ui/state';
import { useToast } from '@/ui/toast';
import { Domains } from './domains';
import { Funnel } from './funnel';
import { type Pipeline, pipelineService } from './pipelineService';
import { StepCard } from './stepCard';

/** Commands that make sense in a status. */
const commandsOf: Record<Pipeline['status'], CommandName[]> = {
  pending: ['start', 'cancel'],
  waiting: ['start', 'cancel'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  completed: [],
  failed: [],
  cancelled: [],
};

/** The steps of one question, and what came of each name. */
export function PipelinePage() {
  const id = useParam('id') ?? '';
  const { data, error, refetch } = useQuery({
    queryKey: ['pipelines', 'one', id],
    queryFn: ({ signal }) => pipelineService.get(id, signal),
  });
  if (error && !data) return <Failure error={error} retry={refetch} />;
  if (!data) return <Loading />;
  return <Shown pipeline={data.value} sequence={data.sequence} />;
}

function Shown({ pipeline, sequence }: { pipeline: Pipeline; sequence: number }) {
  const t = useTranslations('pipelines');
  const steps = useLiveAll(pipeline.steps, sequence);
  return (
    <>
      <PageHeader
        title={pipeline.name}
        description={
          <>
            {pipeline.description && (
              <p className="foreign mb-2 max-w-prose whitespace-pre-line">{pipeline.description}</p>
            )}
            <p className="flex items-center gap-3">
              <StatusBadge status={pipeline.status} />
              {t(`modes.${pipeline.mode}`)}
            </p>
          </>
        }
        actions={<Commands pipeline={pipeline} />}
      />
      <Funnel steps={steps} />
      <ol className="my-5 grid gap-4 lg:grid-cols-3" aria-label={t('steps')}>
        {steps.map((step, index) => (
          <StepCard key={step.id} campaign={step} place={index + 1} />
        ))}
      </ol>
      <Domains pipeline={pipeline} />
    </>
  );
}

function Commands({ pipeline }: { pipeline: Pipeline }) {
  const t = useTranslations('pipelines');
  const names = useTranslations('campaigns.commands');
  const manages = useMayManage(pipeline);
  const online = useOnline();
  const toast = useToast();
  const errorText = useErrorText();
  const client = useQueryClient();
  const [asked, ask] = useState(false);
  const command = useMutation({
    mutationFn: (name: CommandName) => pipelineService.command(name, pipeline.id),
    onSuccess: (answer) => {
      if ('applied' in answer)
        toast('info', t('applied', { applied: answer.applied.length, skipped: answer.skipped.length }));
    },
    onError: (error) => toast('bad', errorText(error)),
    onSettled: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: ['pipelines'] }),
        client.invalidateQueries({ queryKey: ['campaigns'] }),
      ]),
  });
  if (!manages('campaigns:execute')) return null;
  return (
    <>
      {commandsOf[pipeline.status].map((name) => {
        const Icon = commandIcons[name];
        return (
          <Button
            key={name}
            variant={name === 'cancel' ? 'danger' : name === 'pause' ? 'secondary' : 'primary'}
            disabled={!online || command.isPending}
            onClick={() => (name === 'cancel' ? ask(true) : command.mutate(name))}
          >
            <Icon aria-hidden />
            {name === 'start' && pipeline.status === 'waiting' ? t('startNext') : names(name)}
          </Button>
        );
      })}
      <Confirm
        open={asked}
        onOpenChange={ask}
        title={t('cancelTitle', { name: pipeline.name })}
        action={names('cancel')}
        onConfirm={() => command.mutate('cancel')}
      >
        {t('cancelWhy')}
      </Confirm>
    </>
  );
}
