'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Ban, Copy, Ellipsis, Pause, Pencil, Play, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { useGo } from '@/lib/navigation';
import { useOnline } from '@/lib/online';
import { Button } from '@/ui/button';
import { Confirm } from '@/ui/confirm';
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu';
import { useErrorText } from '@/ui/state';
import { useToast } from '@/ui/toast';
import { type Campaign, type CommandName, campaignServiceV2 } from './campaignServiceV2';
import { allowedCommands, isDeletable, useCommand, useMayManage } from './useCommand';

export const commandIcons = { start: Play, pause: Pause, resume: Play, cancel: Ban } as const;

/** Everything that can be done with a campaign. Who may do nothing sees nothing. */
export function CommandMenu({ campaign, onDeleted }: { campaign: Campaign; onDeleted?: () => void }) {
  const t = useTranslations('campaigns');
  const words = useTranslations('words');
  const { may } = useAuth();
  const go = useGo();
  const online = useOnline();
  const manages = useMayManage(campaign);
  const command = useCommand();
  const [asked, ask] = useState<'cancel' | 'delete'>();
  const remove = useDelete(campaign, onDeleted);
  const names = manages('campaigns:execute') ? allowedCommands(campaign.status) : [];
  const run = (name: CommandName) => (name === 'cancel' ? ask('cancel') : command.mutate({ name, campaign }));
  const mayEdit = manages('campaigns:update');
  const mayDelete = manages('campaigns:delete') && isDeletable(campaign.status);
  if (names.length === 0 && !mayEdit && !mayDelete && !may('campaigns:create')) return null;
  return (
    <>
      <Menu
        trigger={
          <Button variant="ghost" size="iconSm" aria-label={t('actionsOf', { name: campaign.name })}>
            <Ellipsis />
          </Button>
        }
      >
        {names.map((name) => {
          const Icon = commandIcons[name];
          return (
            <MenuItem key={name} disabled={!online} onSelect={() => run(name)}>
              <Icon />
              {t(`commands.${name}`)}
            </MenuItem>
          );
        })}
        {names.length > 0 && <MenuSeparator />}
        {may('campaigns:create') && (
          <MenuItem onSelect={() => go.push(`/campaigns/new?from=${campaign.id}`)}>
            <Copy />
            {t('again')}
          </MenuItem>
        )}
        {mayEdit && (
          <MenuItem onSelect={() => go.push(`/campaigns/edit?id=${campaign.id}`)}>
            <Pencil />
            {words('edit')}
          </MenuItem>
        )}
        {mayDelete && (
          <MenuItem danger disabled={!online} onSelect={() => ask('delete')}>
            <Trash2 />
            {words('delete')}
          </MenuItem>
        )}
      </Menu>
      <Confirm
        open={asked === 'cancel'}
        onOpenChange={() => ask(undefined)}
        title={t('cancelTitle', { name: campaign.name })}
        action={t('commands.cancel')}
        onConfirm={() => command.mutate({ name: 'cancel', campaign })}
      >
        {t('cancelWhy')}
      </Confirm>
      <Confirm
        open={asked === 'delete'}
        onOpenChange={() => ask(undefined)}
        title={t('deleteTitle', { name: campaign.name })}
        action={words('delete')}
        onConfirm={() => remove.mutate()}
      >
        {t('deleteWhy')}
      </Confirm>
    </>
  );
}

function useDelete(campaign: Campaign, onDeleted?: () => void) {
  const client = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const t = useTranslations('campaigns');
  return useMutation({
    mutationFn: () => campaignServiceV2.delete(campaign.id),
    onSuccess: () => {
      toast('good', t('deleted', { name: campaign.name }));
      client.invalidateQueries({ queryKey: ['campaigns', 'list'] });
      onDeleted?.();
    },
    onError: (error) => toast('bad', errorText(error)),
  });
}
