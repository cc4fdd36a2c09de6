'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/ui/button';
import { Confirm } from '@/ui/confirm';
import { useErrorText } from '@/ui/state';
import { Table, Td, Th } from '@/ui/table';
import { useToast } from '@/ui/toast';
import { type NatsUser, natsUserService } from './natsUserService';

export function NatsUserTable({ users }: { users: NatsUser[] }) {
  const t = useTranslations('natsUsers');
  const words = useTranslations('words');
  const [revoking, setRevoking] = useState<NatsUser>();
  const revoke = useRevoke();
  return (
    <>
      <Table label={t('title')}>
        <thead>
          <tr>
            <Th>{words('name')}</Th>
            <Th>{t('mayRead')}</Th>
            <Th>{t('consumer')}</Th>
            <Th>{words('created')}</Th>
            <Th>
              <span className="sr-only">{words('actions')}</span>
            </Th>
          </tr>
        </thead>
        <tbody>
          {users.map((user) => (
            <Row key={user.id} user={user} onRevoke={() => setRevoking(user)} />
          ))}
        </tbody>
      </Table>
      {revoking && (
        <Confirm
          open
          onOpenChange={() => setRevoking(undefined)}
          title={t('askRevoke', { name: revoking.name })}
          action={t('revoke')}
          onConfirm={() => revoke.mutate(revoking.id)}
        >
          {t('askRevokeWhy')}
        </Confirm>
      )}
    </>
  );
}

function Row({ user, onRevoke }: { user: NatsUser; onRevoke: () => void }) {
  const t = useTranslations('natsUsers');
  const format = useFormatter();
  return (
    <tr>
      <Td className="foreign min-w-32 align-top font-medium">{user.name}</Td>
      <Td className="align-top">
        <ul className="flex flex-col gap-1">
          {user.subjects.map((subject) => (
            <li key={subject}>
              <code className="font-mono text-[13px] whitespace-nowrap">{subject}</code>
            </li>
          ))}
        </ul>
      </Td>
      <Td className="align-top">
        <code className="font-mono text-[13px] whitespace-nowrap text-muted">{user.consumer}</code>
      </Td>
      <Td className="align-top whitespace-nowrap text-muted">
        {format.dateTime(new Date(user.createdAt), { dateStyle: 'medium', timeStyle: 'short' })}
      </Td>
      <Td className="text-right align-top">
        <Button size="sm" variant="danger" aria-label={t('revokeOne', { name: user.name })} onClick={onRevoke}>
          {t('revoke')}
        </Button>
      </Td>
    </tr>
  );
}

function useRevoke() {
  const t = useTranslations('natsUsers');
  const client = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  return useMutation({
    mutationFn: natsUserService.revoke,
    onSuccess: () => toast('good', t('revoked')),
    onError: (error) => toast('bad', errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['nats-users'] }),
  });
}
