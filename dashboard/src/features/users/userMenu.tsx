'use client';

import { KeyRound, LogOut, MoreHorizontal, Pencil, Trash2 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useGo } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Menu, MenuItem, MenuSeparator } from '@/ui/menu';
import { type Act, UserConfirm } from './userConfirm';
import type { User } from './userService';
import { useMayGrant } from './useUsers';

/** What can be done about somebody in the list. */
export function UserMenu({ user }: { user: User }) {
  const t = useTranslations('users');
  const words = useTranslations('words');
  const go = useGo();
  const mayGrant = useMayGrant();
  const [act, setAct] = useState<Act>();
  return (
    <>
      <Menu
        trigger={
          <Button
            variant="ghost"
            size="iconSm"
            aria-label={t('actionsOn', { name: `${user.firstName} ${user.lastName}` })}
          >
            <MoreHorizontal />
          </Button>
        }
      >
        <MenuItem onSelect={() => go.push(`/admin/users/edit?id=${user.id}`)}>
          <Pencil />
          {words('edit')}
        </MenuItem>
        {user.roles.every(mayGrant) && (
          <MenuItem onSelect={() => setAct('resetPassword')}>
            <KeyRound />
            {t('acts.resetPassword')}
          </MenuItem>
        )}
        <MenuItem onSelect={() => setAct('revokeSessions')}>
          <LogOut />
          {t('acts.revokeSessions')}
        </MenuItem>
        <MenuSeparator />
        <MenuItem danger onSelect={() => setAct('delete')}>
          <Trash2 />
          {words('delete')}
        </MenuItem>
      </Menu>
      <UserConfirm user={user} act={act} onClose={() => setAct(undefined)} />
    </>
  );
}
