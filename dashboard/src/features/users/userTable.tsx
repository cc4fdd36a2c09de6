'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { useSelf } from '@/features/session/auth';
import { Link } from '@/lib/navigation';
import { Badge } from '@/ui/badge';
import { Table, Td, Th } from '@/ui/table';
import { UserMenu } from './userMenu';
import type { User } from './userService';

export function UserTable({ users }: { users: User[] }) {
  const t = useTranslations('users');
  const words = useTranslations('words');
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <Th>{t('person')}</Th>
          <Th>{t('roles')}</Th>
          <Th>{t('state')}</Th>
          <Th>{t('lastLogin')}</Th>
          <Th>{words('created')}</Th>
          <Th>
            <span className="sr-only">{words('actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {users.map((user) => (
          <Row key={user.id} user={user} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ user }: { user: User }) {
  const t = useTranslations('users');
  const words = useTranslations('words');
  const format = useFormatter();
  const self = useSelf();
  return (
    <tr>
      <Td className="min-w-52">
        <Link
          href={`/admin/users/edit?id=${user.id}`}
          className="foreign font-medium text-accent underline-offset-4 hover:underline"
        >
          {user.firstName} {user.lastName}
        </Link>
        {user.id === self.id && <span className="ml-2 text-[13px] text-muted">{t('you')}</span>}
        <p className="foreign text-[13px] text-muted">{user.email}</p>
      </Td>
      <Td>
        <RoleBadges roles={user.roles} />
      </Td>
      <Td>
        <UserState user={user} />
      </Td>
      <Td className="whitespace-nowrap text-muted">
        {user.lastLoginAt ? format.dateTime(new Date(user.lastLoginAt), when) : words('never')}
      </Td>
      <Td className="whitespace-nowrap text-muted">
        {format.dateTime(new Date(user.createdAt), { dateStyle: 'medium' })}
      </Td>
      <Td className="text-right">
        <UserMenu user={user} />
      </Td>
    </tr>
  );
}

const when = { dateStyle: 'medium', timeStyle: 'short' } as const;

function RoleBadges({ roles }: { roles: User['roles'] }) {
  const names = useTranslations('permissions.roles');
  return (
    <div className="flex flex-wrap gap-1.5">
      {roles.map((role) => (
        <Badge key={role} tone={role === 'super_admin' || role === 'admin' ? 'accent' : 'quiet'}>
          {names(role)}
        </Badge>
      ))}
    </div>
  );
}

/** Whether somebody may sign in. */
export function UserState({ user }: { user: User }) {
  const t = useTranslations('users');
  if (!user.isActive) return <Badge tone="bad">{t('inactive')}</Badge>;
  return (
    <div className="flex flex-wrap gap-1.5">
      <Badge tone="good">{t('active')}</Badge>
      {user.mustChangePassword && <Badge tone="warn">{t('oneTime')}</Badge>}
    </div>
  );
}
