'use client';

import { useTranslations } from 'use-intl';
import { type Role, roles } from '@/features/session/permissions';
import { Checkbox } from '@/ui/field';
import { useMayGrant } from './useUsers';

type Props = {
  chosen: Role[];
  onChange: (roles: Role[]) => void;
  /** Those that somebody has already: they may stay, whoever saves. */
  had?: Role[];
  error?: string;
};

/** The roles that the person may grant. What somebody has beyond that is shown, and stays. */
export function RoleChoice({ chosen, onChange, had = [], error }: Props) {
  const t = useTranslations('users');
  const names = useTranslations('permissions');
  const mayGrant = useMayGrant();
  return (
    <fieldset className="flex flex-col gap-2.5">
      <legend className="mb-2 font-medium">{t('roles')}</legend>
      {roles
        .filter((role) => mayGrant(role) || had.includes(role))
        .map((role) => (
          <Checkbox
            key={role}
            label={names(`roles.${role}`)}
            hint={mayGrant(role) ? names(`rolesWhy.${role}`) : t('beyondYou')}
            checked={chosen.includes(role)}
            disabled={!mayGrant(role)}
            onChange={({ target }) =>
              onChange(target.checked ? [...chosen, role] : chosen.filter((other) => other !== role))
            }
          />
        ))}
      {error && <p className="text-[13px] text-bad">{error}</p>}
    </fieldset>
  );
}
