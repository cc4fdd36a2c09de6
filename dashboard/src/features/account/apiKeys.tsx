'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { KeyRound, Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { fresh, usePages } from '@/lib/pages';
import { Button } from '@/ui/button';
import { Card, CardHeader } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { More } from '@/ui/more';
import { Empty, Failure, Loading, useErrorText } from '@/ui/state';
import { useToast } from '@/ui/toast';
import { type ApiKey, apiKeyService } from './accountService';
import { ApiKeyTable } from './apiKeyTable';
import { CreateApiKey } from './createApiKey';

/** The keys with which programs act for the person. Revoked ones stay in the list. */
export function ApiKeys() {
  const t = useTranslations('account.keys');
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiKey>();
  const revoke = useRevoke();
  const { items, error, refetch, ...more } = usePages(
    ['api-keys'],
    (page, signal) => apiKeyService.list({ ...page, sort: '-createdAt' }, signal),
    fresh,
  );
  const create = (
    <Button variant="primary" size="sm" onClick={() => setCreating(true)}>
      <Plus aria-hidden />
      {t('new')}
    </Button>
  );
  return (
    <Card>
      <CardHeader title={t('title')} description={t('about')} actions={create} />
      {error && <Failure error={error} retry={refetch} className="m-5" />}
      {!items && !error && <Loading />}
      {items?.length === 0 && (
        <Empty icon={KeyRound} title={t('none')}>
          {t('noneWhy')}
        </Empty>
      )}
      {items && items.length > 0 && <ApiKeyTable keys={items} onRevoke={setRevoking} />}
      <More {...more} />
      {creating && <CreateApiKey onClose={() => setCreating(false)} />}
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
    </Card>
  );
}

function useRevoke() {
  const t = useTranslations('account.keys');
  const client = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  return useMutation({
    mutationFn: apiKeyService.revoke,
    onSuccess: () => toast('good', t('revoked')),
    onError: (error) => toast('bad', errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['api-keys'] }),
  });
}
