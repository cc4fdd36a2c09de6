'use client';

import { UserPlus, UserSearch } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Link, useAddress } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Card, PageHeader } from '@/ui/card';
import { Empty, Failure, Loading } from '@/ui/state';
import { Tab, TabList, TabPanel, Tabs } from '@/ui/tabs';
import { RoleTable } from './roleTable';
import { UserFilter, useUserFilter } from './userFilter';
import { UserTable } from './userTable';
import { useUsers } from './useUsers';

/** Everybody who may sign in, or might again, and what the roles allow. */
export function UserList() {
  const t = useTranslations('users');
  const { params, set } = useAddress();
  return (
    <>
      <PageHeader
        title={t('title')}
        description={t('about')}
        actions={
          <Button asChild variant="primary">
            <Link href="/admin/users/new">
              <UserPlus aria-hidden />
              {t('new')}
            </Link>
          </Button>
        }
      />
      <Tabs
        value={params.get('tab') === 'roles' ? 'roles' : 'users'}
        onValueChange={(tab) => set({ tab: tab === 'roles' ? tab : undefined })}
      >
        <TabList aria-label={t('title')}>
          <Tab value="users">{t('title')}</Tab>
          <Tab value="roles">{t('roles')}</Tab>
        </TabList>
        <TabPanel value="users">
          <Users />
        </TabPanel>
        <TabPanel value="roles">
          <RoleTable />
        </TabPanel>
      </Tabs>
    </>
  );
}

function Users() {
  const t = useTranslations('users');
  const words = useTranslations('words');
  const filter = useUserFilter();
  const { users, error, refetch, hasNextPage, isFetchingNextPage, fetchNextPage } = useUsers(filter.query);
  return (
    <Card>
      <UserFilter {...filter} />
      {error ? (
        <Failure error={error} retry={refetch} className="m-5" />
      ) : !users ? (
        <Loading />
      ) : users.length === 0 ? (
        <Empty icon={UserSearch} title={t('noneFound')} action={<Button onClick={filter.clear}>{t('clear')}</Button>}>
          {t('noneFoundWhy')}
        </Empty>
      ) : (
        <UserTable users={users} />
      )}
      {hasNextPage && users && (
        <div className="flex justify-center p-4">
          <Button onClick={() => fetchNextPage()} disabled={isFetchingNextPage}>
            {words('more')}
          </Button>
        </div>
      )}
    </Card>
  );
}
