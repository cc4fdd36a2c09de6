'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Secret } from '@/ui/secret';
import { CreateNatsUserForm } from './createNatsUserForm';
import { credentialsOf, fileNameOf } from './credentials';
import { type CreateNatsUser as Body, type CreatedNatsUser, natsUserService } from './natsUserService';

/** Lets a program in, and shows its credential: here, and nowhere again. */
export function CreateNatsUser({ onClose }: { onClose: () => void }) {
  const t = useTranslations('natsUsers');
  const client = useQueryClient();
  const [made, setMade] = useState<{ name: string; user: CreatedNatsUser }>();
  const send = async (body: Body) => {
    setMade({ name: body.name, user: await natsUserService.create(body) });
    await client.invalidateQueries({ queryKey: ['nats-users'] });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={made ? t('created', { name: made.name }) : t('new')}
      description={made ? undefined : t('newAbout')}
      className="max-w-2xl"
    >
      {made ? <Created {...made} onClose={onClose} /> : <CreateNatsUserForm send={send} onCancel={onClose} />}
    </Dialog>
  );
}

function Created({ name, user, onClose }: { name: string; user: CreatedNatsUser; onClose: () => void }) {
  const t = useTranslations('natsUsers');
  const words = useTranslations('words');
  return (
    <div className="flex flex-col gap-4">
      {user.seed ? (
        <Secret title={t('credential')} value={credentialsOf(name, user)} file={fileNameOf(name)}>
          {t('credentialWhy')}
        </Secret>
      ) : (
        <p role="alert" className="rounded-lg bg-bad-soft p-4 text-bad">
          {t('credentialLost')}
        </p>
      )}
      <p className="text-muted">{t('connect')}</p>
      <Button className="self-start" onClick={onClose}>
        {words('close')}
      </Button>
    </div>
  );
}
