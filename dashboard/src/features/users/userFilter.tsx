'use client';

import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { type Role, roles } from '@/features/session/permissions';
import { useAddress } from '@/lib/navigation';
import { Input, Select } from '@/ui/field';
import type { UserQuery } from './userService';

/** How long a person may pause in a word before it is looked for, in ms. */
const pause = 250;

/** The filter that the address holds. */
export function useUserFilter() {
  const { params, set } = useAddress();
  const role = roles.find((name) => name === params.get('role'));
  const active = { true: true, false: false }[params.get('active') ?? ''];
  const [cleared, setCleared] = useState(0);
  const query: UserQuery = { q: params.get('q') ?? undefined, role, isActive: active };
  const clear = () => {
    set({ q: undefined, role: undefined, active: undefined });
    setCleared(cleared + 1);
  };
  return { query, set, clear, cleared };
}

export function UserFilter({ query, set, cleared }: ReturnType<typeof useUserFilter>) {
  const t = useTranslations('users');
  const names = useTranslations('permissions.roles');
  return (
    <search className="grid gap-3 border-b border-line p-4 sm:grid-cols-[1fr_auto_auto]">
      <Search key={cleared} value={query.q ?? ''} onSearch={(q) => set({ q })} />
      <Select
        aria-label={t('role')}
        value={query.role ?? ''}
        onChange={(event) => set({ role: event.target.value as Role })}
      >
        <option value="">{t('anyRole')}</option>
        {roles.map((role) => (
          <option key={role} value={role}>
            {names(role)}
          </option>
        ))}
      </Select>
      <Select
        aria-label={t('state')}
        value={`${query.isActive ?? ''}`}
        onChange={(event) => set({ active: event.target.value })}
      >
        <option value="">{t('anyState')}</option>
        <option value="true">{t('active')}</option>
        <option value="false">{t('inactive')}</option>
      </Select>
    </search>
  );
}

/** Looks for what is typed after a pause. */
function Search({ value, onSearch }: { value: string; onSearch: (text: string) => void }) {
  const t = useTranslations('users');
  const [typed, setTyped] = useState(value);
  useEffect(() => {
    if (typed === value) return;
    const timer = setTimeout(() => onSearch(typed), pause);
    return () => clearTimeout(timer);
  }, [typed, value, onSearch]);
  return (
    <Input
      type="search"
      aria-label={t('search')}
      placeholder={t('search')}
      value={typed}
      onChange={(event) => setTyped(event.target.value)}
    />
  );
}
