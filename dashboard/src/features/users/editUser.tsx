'use client';

import { KeyRound, LogOut, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useGo, useParam } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader, PageHeader } from '@/ui/card';
import { Failure, Loading } from '@/ui/state';
import { EditUserForm } from './editUserForm';
import { type Act, UserConfirm } from './userConfirm';
import type { User } from './userService';
import { UserState } from './userTable';
import { useMayGrant, useUser } from './useUsers';

export function EditUser() {
  const t = useTranslations('users');
  const { data, error, refetch } = useUser(useParam('id') ?? '-');
  if (error && !data) {
    return (
      <>
        <PageHeader title={t('edit')} />
        <Failure error={error} retry={refetch} />
      </>
    );
  }
  if (!data) return <Loading />;
  return <Page user={data.value} />;
}

function Page({ user }: { user: User }) {
  const t = useTranslations('users');
  return (
    <div className="max-w-2xl">
      <PageHeader
        title={`${user.firstName} ${user.lastName}`}
        description={<span className="foreign">{user.email}</span>}
        actions={<UserState user={user} />}
      />
      <div className="flex flex-col gap-6">
        <Card>
          <CardBody>
            <EditUserForm user={user} />
          </CardBody>
        </Card>
        <Card>
          <CardHeader title={t('access')} description={t('accessAbout')} />
          <CardBody>
            <Access user={user} />
          </CardBody>
        </Card>
      </div>
    </div>
  );
}

function Access({ user }: { user: User }) {
  const t = useTranslations('users');
  const words = useTranslations('words');
  const go = useGo();
  const mayGrant = useMayGrant();
  const [act, setAct] = useState<Act>();
  return (
    <div className="flex flex-wrap gap-2">
      {user.roles.every(mayGrant) && (
        <Button onClick={() => setAct('resetPassword')}>
          <KeyRound aria-hidden />
          {t('acts.resetPassword')}
        </Button>
      )}
      <Button onClick={() => setAct('revokeSessions')}>
        <LogOut aria-hidden />
        {t('acts.revokeSessions')}
      </Button>
      <Button variant="danger" onClick={() => setAct('delete')}>
        <Trash2 aria-hidden />
        {words('delete')}
      </Button>
      <UserConfirm
        user={user}
        act={act}
        onClose={() => setAct(undefined)}
        onDeleted={() => go.replace('/admin/users')}
      />
    </div>
  );
}
