'use client';

import { UserPlus, UserSearch } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Link, useAddress } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Card, PageHeader } from '@/ui/card';
import { More } from '@/ui/more';
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
  const filter = useUserFilter();
  const { items, error, refetch, ...more } = useUsers(filter.query);
  return (
    <Card>
      <UserFilter {...filter} />
      {error && <Failure error={error} retry={refetch} className="m-5" />}
      {!items ? (
        !error && <Loading />
      ) : items.length === 0 ? (
        <Empty icon={UserSearch} title={t('noneFound')} action={<Button onClick={filter.clear}>{t('clear')}</Button>}>
          {t('noneFoundWhy')}
        </Empty>
      ) : (
        <>
          <UserTable users={items} />
          <More {...more} />
        </>
      )}
    </Card>
  );
}
