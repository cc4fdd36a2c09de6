'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Link } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Card, CardBody, PageHeader } from '@/ui/card';
import { CreateUserForm } from './createUserForm';
import { OneTimePassword } from './oneTimePassword';
import type { CreateUser as Body } from './userService';
import { userService } from './userService';

type Made = { body: Body; oneTime: boolean; password?: string; id: string };

/** Lets somebody in. The one-time password is shown on this page, and nowhere again. */
export function CreateUser() {
  const t = useTranslations('users');
  const client = useQueryClient();
  const [made, setMade] = useState<Made>();
  const send = async (body: Body) => {
    const { id, oneTimePassword } = await userService.create(body);
    setMade({ body, oneTime: !body.password, password: oneTimePassword, id });
    await client.invalidateQueries({ queryKey: ['users'] });
  };
  return (
    <div className="max-w-2xl">
      <PageHeader title={made ? t('created') : t('new')} description={made ? undefined : t('newAbout')} />
      <Card>
        <CardBody>
          {made ? <Created {...made} again={() => setMade(undefined)} /> : <CreateUserForm send={send} />}
        </CardBody>
      </Card>
    </div>
  );
}

function Created({ body, oneTime, password, id, again }: Made & { again: () => void }) {
  const t = useTranslations('users');
  return (
    <div className="flex flex-col gap-4">
      <p className="foreign">
        {t(oneTime ? 'createdOneTime' : 'createdPassword', { name: `${body.firstName} ${body.lastName}` })}
      </p>
      {oneTime && <OneTimePassword email={body.email} password={password} />}
      <div className="flex flex-wrap gap-2">
        <Button asChild variant="primary">
          <Link href="/admin/users">{t('toList')}</Link>
        </Button>
        <Button onClick={again}>{t('another')}</Button>
        <Button asChild variant="ghost">
          <Link href={`/admin/users/edit?id=${id}`}>{t('toUser')}</Link>
        </Button>
      </div>
    </div>
  );
}
