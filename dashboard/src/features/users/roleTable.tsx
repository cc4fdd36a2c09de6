'use client';

import { Check } from 'lucide-react';
import { Fragment } from 'react';
import { useTranslations } from 'use-intl';
import { permissionGroups } from '@/features/session/permissions';
import { Card } from '@/ui/card';
import { Failure, Loading } from '@/ui/state';
import { Table, Td, Th } from '@/ui/table';
import { useRoles } from './useUsers';

/** Which role allows what. */
export function RoleTable() {
  const t = useTranslations('permissions');
  const users = useTranslations('users');
  const { data, error, refetch } = useRoles();
  if (error) return <Failure error={error} retry={refetch} />;
  if (!data) return <Loading />;
  const roles = data.value.items;
  return (
    <Card>
      <Table label={users('roles')}>
        <thead>
          <tr>
            <Th>{users('permission')}</Th>
            {roles.map(({ name }) => (
              <Th key={name} className="min-w-36 align-top whitespace-normal">
                <span className="block text-[13px] font-semibold text-text">{t(`roles.${name}`)}</span>
                <span className="mt-0.5 block font-normal">{t(`rolesWhy.${name}`)}</span>
              </Th>
            ))}
          </tr>
        </thead>
        <tbody>
          {Object.entries(permissionGroups).map(([group, permissions]) => (
            <Fragment key={group}>
              <tr>
                <th scope="colgroup" colSpan={roles.length + 1} className="bg-sunken px-4 py-2 text-xs text-muted">
                  {t(`groups.${group as keyof typeof permissionGroups}`)}
                </th>
              </tr>
              {permissions.map((permission) => (
                <tr key={permission}>
                  <th scope="row" className="min-w-56 border-b border-line px-4 py-2 font-normal">
                    {t(`names.${permission}`)}
                    <code className="block text-xs text-muted">{permission}</code>
                  </th>
                  {roles.map((role) => (
                    <Allowed key={role.name} allowed={role.permissions.includes(permission)} />
                  ))}
                </tr>
              ))}
            </Fragment>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}

function Allowed({ allowed }: { allowed: boolean }) {
  const words = useTranslations('words');
  return (
    <Td className="py-2">
      {allowed ? (
        <Check aria-hidden className="size-4 text-good" />
      ) : (
        <span aria-hidden className="text-muted">
          –
        </span>
      )}
      <span className="sr-only">{words(allowed ? 'yes' : 'no')}</span>
    </Td>
  );
}
