'use client';

import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { useAddress } from '@/lib/navigation';
import { Field, Input, Select } from '@/ui/field';
import { sorts, types } from './filter';

/** How long after the last key the address follows, in ms. */
const typing = 300;

/** Filters of the list, kept in the address. */
export function FilterBar() {
  const t = useTranslations('campaigns');
  const words = useTranslations('words');
  const { may } = useAuth();
  const { params, set } = useAddress();
  return (
    <div className="flex flex-wrap items-end gap-3 p-4">
      <SearchField />
      <Field label={t('type')} className="w-36">
        {(props) => (
          <Select {...props} value={params.get('type') ?? ''} onChange={(event) => set({ type: event.target.value })}>
            <option value="">{words('all')}</option>
            {types.map((type) => (
              <option key={type} value={type}>
                {words(`campaignTypes.${type}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
      {may('campaigns:read-all') && (
        <Field label={t('owner')} className="w-32">
          {(props) => (
            <Select
              {...props}
              value={params.get('owner') ?? ''}
              onChange={(event) => set({ owner: event.target.value })}
            >
              <option value="">{t('everybody')}</option>
              <option value="me">{t('mine')}</option>
            </Select>
          )}
        </Field>
      )}
      {(['from', 'to'] as const).map((name) => (
        <Field key={name} label={t(name)} className="w-40">
          {(props) => (
            <Input
              type="date"
              {...props}
              value={params.get(name) ?? ''}
              onChange={(event) => set({ [name]: event.target.value })}
            />
          )}
        </Field>
      ))}
      <Field label={t('sort')} className="w-40">
        {(props) => (
          <Select
            {...props}
            value={params.get('sort') ?? '-createdAt'}
            onChange={(event) => set({ sort: event.target.value })}
          >
            {sorts.map((sort) => (
              <option key={sort} value={sort}>
                {t(`sorts.${sort}`)}
              </option>
            ))}
          </Select>
        )}
      </Field>
    </div>
  );
}

function SearchField() {
  const t = useTranslations('campaigns');
  const { params, set } = useAddress();
  const asked = params.get('q') ?? '';
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  useEffect(() => {
    if (text === asked) return;
    const timer = setTimeout(() => set({ q: text }), typing);
    return () => clearTimeout(timer);
  }, [text, asked, set]);
  return (
    <Field label={t('search')} className="min-w-48 flex-1">
      {(props) => (
        <Input
          type="search"
          maxLength={255}
          {...props}
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      )}
    </Field>
  );
}
