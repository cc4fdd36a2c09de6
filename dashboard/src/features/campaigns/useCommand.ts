'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { type Permission, useAuth } from '@/features/session/auth';
import { type LiveCampaign, liveKey } from '@/lib/live';
import { optimisticUpdate } from '@/lib/stateManager';
import { useErrorText } from '@/ui/state';
import { useToast } from '@/ui/toast';
import { type Campaign, type CommandName, campaignServiceV2, type Status } from './campaignServiceV2';

const after: Record<CommandName, Status> = {
  start: 'running',
  pause: 'paused',
  resume: 'running',
  cancel: 'cancelled',
};

type Answer = Awaited<ReturnType<typeof campaignServiceV2.command>>;

/** Where the read models are behind, there is no campaign yet, but its place. */
function sequenceOf(answer: Answer) {
  return 'sequence' in answer ? answer.sequence : answer.version;
}

/** Commands that the state allows (product: 3.3). */
const allowed: Record<Status, CommandName[]> = {
  pending: ['start', 'cancel'],
  running: ['pause', 'cancel'],
  paused: ['resume', 'cancel'],
  completed: [],
  failed: [],
  cancelled: [],
};

export function allowedCommands(status: Status): CommandName[] {
  return allowed[status];
}

export function isDeletable(status: Status) {
  return status !== 'running' && status !== 'paused';
}

/** Whether the person may do something to what belongs to somebody (product: 10.4). */
export function useManages() {
  const { may, state } = useAuth();
  const self = state.kind === 'somebody' ? state.user.id : undefined;
  return (permission: Permission, { ownerId }: { ownerId: string }) =>
    may(permission) && (self === ownerId || may('campaigns:manage-all'));
}

export function useMayManage(what: { ownerId: string }) {
  const manages = useManages();
  return (permission: Permission) => manages(permission, what);
}

/** Carries out a command. What it will change is shown at once, and taken back with a message where it fails. */
export function useCommand() {
  const client = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const t = useTranslations('words');
  return useMutation({
    mutationFn: ({ name, campaign }: { name: CommandName; campaign: Campaign }) =>
      optimisticUpdate<LiveCampaign, Answer>(
        client,
        liveKey(campaign.id),
        (had) => ({ ...had, sequence: had?.sequence ?? 0, status: after[name], expected: true }),
        () => campaignServiceV2.command(name, campaign.id),
      ),
    onSuccess: (answer, { name, campaign }) =>
      client.setQueryData<LiveCampaign>(liveKey(campaign.id), (had) =>
        had?.expected ? { ...had, status: after[name], sequence: sequenceOf(answer), expected: false } : had,
      ),
    onError: (error, { campaign }) =>
      toast('bad', `${campaign.name}: ${errorText(error)} (${t(`statuses.${campaign.status}`)})`),
    onSettled: () => client.invalidateQueries({ queryKey: ['campaigns'] }),
  });
}
