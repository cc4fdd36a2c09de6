'use client';

import { useTranslations } from 'use-intl';
import { type Permission, useAuth } from '@/features/session/auth';
import { grouped } from '@/features/session/permissions';
import { Button } from '@/ui/button';
import { Checkbox } from '@/ui/field';

type Props = { chosen: Permission[]; onChange: (scopes: Permission[]) => void; error?: string };

/** Some of what the person may. */
export function ScopeChoice({ chosen, onChange, error }: Props) {
  const t = useTranslations('account.keys');
  const { state } = useAuth();
  const own = state.kind === 'somebody' ? state.permissions : [];
  const all = own.every((permission) => chosen.includes(permission));
  return (
    <fieldset>
      <legend className="sr-only">{t('scopes')}</legend>
      <div className="mb-3 flex items-start justify-between gap-3">
        <div>
          <p aria-hidden className="font-medium">
            {t('scopes')}
          </p>
          <p className="text-[13px] text-muted">{t('scopesHint')}</p>
          {error && (
            <p role="alert" className="text-[13px] text-bad">
              {error}
            </p>
          )}
        </div>
        <Button size="sm" onClick={() => onChange(all ? [] : own)}>
          {t(all ? 'chooseNone' : 'chooseAll')}
        </Button>
      </div>
      <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2">
        {grouped(own).map(([group, permissions]) => (
          <Group key={group} group={group} permissions={permissions} chosen={chosen} onChange={onChange} />
        ))}
      </div>
    </fieldset>
  );
}

type GroupProps = Omit<Props, 'error'> & { group: ReturnType<typeof grouped>[number][0]; permissions: Permission[] };

function Group({ group, permissions, chosen, onChange }: GroupProps) {
  const names = useTranslations('permissions');
  return (
    <fieldset className="flex flex-col gap-2">
      <legend className="mb-2 text-[13px] font-medium text-muted">{names(`groups.${group}`)}</legend>
      {permissions.map((permission) => (
        <Checkbox
          key={permission}
          label={names(`names.${permission}`)}
          hint={<code className="font-mono text-xs">{permission}</code>}
          checked={chosen.includes(permission)}
          onChange={({ target }) =>
            onChange(target.checked ? [...chosen, permission] : chosen.filter((other) => other !== permission))
          }
        />
      ))}
    </fieldset>
  );
}
