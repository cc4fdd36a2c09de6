'use client';

import { Plus, Radio, Unplug } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '@/lib/apiError';
import { usePages } from '@/lib/pages';
import { Button } from '@/ui/button';
import { Card, PageHeader } from '@/ui/card';
import { More } from '@/ui/more';
import { Empty, Failure, Loading } from '@/ui/state';
import { CreateNatsUser } from './createNatsUser';
import { type NatsUser, natsUserService } from './natsUserService';
import { NatsUserTable } from './natsUserTable';

/** Programs outside that may read the log over NATS. */
export function NatsUsers() {
  const t = useTranslations('natsUsers');
  const query = usePages(['nats-users', 'list'], natsUserService.list);
  const [creating, setCreating] = useState(false);
  const external = query.error instanceof ApiError && query.error.code === 'NOT_SUPPORTED';
  return (
    <>
      <PageHeader
        title={t('title')}
        description={<p className="max-w-3xl">{t('about')}</p>}
        actions={
          !external && (
            <Button variant="primary" onClick={() => setCreating(true)}>
              <Plus aria-hidden />
              {t('new')}
            </Button>
          )
        }
      />
      {external ? (
        <Card>
          <Empty icon={Unplug} title={t('external')}>
            <p>{query.error?.message}</p>
          </Empty>
        </Card>
      ) : (
        <List {...query} create={() => setCreating(true)} />
      )}
      {creating && <CreateNatsUser onClose={() => setCreating(false)} />}
    </>
  );
}

function List({
  items,
  error,
  refetch,
  create,
  ...more
}: ReturnType<typeof usePages<NatsUser>> & { create: () => void }) {
  const t = useTranslations('natsUsers');
  if (error) return <Failure error={error} retry={refetch} />;
  return (
    <Card>
      {!items ? (
        <Loading />
      ) : items.length === 0 ? (
        <Empty icon={Radio} title={t('none')} action={<Button onClick={create}>{t('new')}</Button>}>
          {t('noneWhy')}
        </Empty>
      ) : (
        <>
          <NatsUserTable users={items} />
          <More {...more} />
        </>
      )}
    </Card>
  );
}
