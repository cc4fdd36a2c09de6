'use client';

import { useInfiniteQuery } from '@tanstack/react-query';
import { Plus, Radio, Unplug } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError } from '@/lib/apiError';
import { Button } from '@/ui/button';
import { Card, PageHeader } from '@/ui/card';
import { Empty, Failure, Loading } from '@/ui/state';
import { CreateNatsUser } from './createNatsUser';
import { natsUserService } from './natsUserService';
import { NatsUserTable } from './natsUserTable';

function useNatsUsers() {
  return useInfiniteQuery({
    queryKey: ['nats-users', 'list'],
    queryFn: ({ pageParam, signal }) => natsUserService.list({ limit: 50, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.value.nextCursor ?? undefined,
  });
}

/** Programs outside that may read the log over NATS. */
export function NatsUsers() {
  const t = useTranslations('natsUsers');
  const query = useNatsUsers();
  const [creating, setCreating] = useState(false);
  const external = query.error instanceof ApiError && query.error.code === 'NOT_SUPPORTED';
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('about')}
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
  data,
  error,
  refetch,
  hasNextPage,
  isFetchingNextPage,
  fetchNextPage,
  create,
}: ReturnType<typeof useNatsUsers> & { create: () => void }) {
  const t = useTranslations('natsUsers');
  const words = useTranslations('words');
  if (error && !data) return <Failure error={error} retry={refetch} />;
  const users = data?.pages.flatMap((page) => page.value.items);
  return (
    <Card>
      {!users ? (
        <Loading />
      ) : users.length === 0 ? (
        <Empty icon={Radio} title={t('none')} action={<Button onClick={create}>{t('new')}</Button>}>
          {t('noneWhy')}
        </Empty>
      ) : (
        <NatsUserTable users={users} />
      )}
      {hasNextPage && (
        <div className="flex justify-center p-4">
          <Button onClick={() => fetchNextPage()} disabled={isFetchingNextPage}>
            {words('more')}
          </Button>
        </div>
      )}
    </Card>
  );
}
