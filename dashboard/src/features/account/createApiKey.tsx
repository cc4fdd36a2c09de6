'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Secret } from '@/ui/secret';
import { apiKeyService, type CreateApiKey as Body } from './accountService';
import { CreateApiKeyForm } from './createApiKeyForm';

/** Makes a key, and shows it: here, and nowhere again. */
export function CreateApiKey({ onClose }: { onClose: () => void }) {
  const t = useTranslations('account.keys');
  const words = useTranslations('words');
  const client = useQueryClient();
  const [made, setMade] = useState<{ key?: string }>();
  const send = async (body: Body) => {
    setMade(await apiKeyService.create(body));
    await client.invalidateQueries({ queryKey: ['api-keys'] });
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={made ? t('created') : t('new')}
      description={made ? undefined : t('newAbout')}
      className="max-w-2xl"
    >
      {!made ? (
        <CreateApiKeyForm send={send} onCancel={onClose} />
      ) : (
        <div className="flex flex-col gap-4">
          {made.key ? (
            <Secret title={t('key')} value={made.key}>
              {t('keyWhy')}
            </Secret>
          ) : (
            <p role="alert" className="rounded-lg bg-bad-soft p-4 text-bad">
              {t('keyLost')}
            </p>
          )}
          <Button className="self-start" onClick={onClose}>
            {words('close')}
          </Button>
        </div>
      )}
    </Dialog>
  );
}
