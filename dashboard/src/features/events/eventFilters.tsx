'use client';

import { X } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useAddress } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Checkbox, Field, Input, Select } from '@/ui/field';
import { lifecycleTypes, resultTypes } from './eventTypes';
import { categories, idFields } from './filter';

export function EventFilters() {
  const t = useTranslations('events');
  const words = useTranslations('words');
  const { params, set } = useAddress();
  const category = params.get('category') ?? '';
  const types = [...lifecycleTypes, ...resultTypes].filter((type) => !category || type.startsWith(`${category}.`));
  const named = idFields.filter((name) => params.get(name));
  return (
    <div className="flex flex-col gap-3 p-4">
      <div className="flex flex-wrap items-end gap-3">
        <Field label={t('category')} className="w-40">
          {(props) => (
            <Select
              {...props}
              value={category}
              onChange={(event) => set({ category: event.target.value, type: undefined })}
            >
              <option value="">{words('all')}</option>
              {categories.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={t('type')} className="w-60">
          {(props) => (
            <Select {...props} value={params.get('type') ?? ''} onChange={(event) => set({ type: event.target.value })}>
              <option value="">{words('all')}</option>
              {types.map((one) => (
                <option key={one}>{one}</option>
              ))}
            </Select>
          )}
        </Field>
        {(['from', 'to'] as const).map((name) => (
          <Field key={name} label={t(name)} className="w-52">
            {(props) => (
              <Input
                type="datetime-local"
                {...props}
                value={params.get(name) ?? ''}
                onChange={(event) => set({ [name]: event.target.value })}
              />
            )}
          </Field>
        ))}
        <Field label={t('order')} className="w-40">
          {(props) => (
            <Select
              {...props}
              value={params.get('order') ?? 'desc'}
              onChange={(event) => set({ order: event.target.value })}
            >
              <option value="desc">{t('newest')}</option>
              <option value="asc">{t('oldest')}</option>
            </Select>
          )}
        </Field>
        <Checkbox
          className="pb-2"
          label={t('showResults')}
          checked={params.get('results') === 'show'}
          onChange={(event) => set({ results: event.target.checked ? 'show' : undefined })}
        />
      </div>
      {named.length > 0 && (
        <ul className="flex flex-wrap gap-2">
          {named.map((name) => (
            <li key={name}>
              <Button
                size="sm"
                onClick={() => set({ [name]: undefined })}
                aria-label={t('removeFilter', { name: t(`ids.${name}`) })}
              >
                <span className="text-muted">{t(`ids.${name}`)}</span>
                <span className="max-w-40 truncate font-mono text-xs">{params.get(name)}</span>
                <X aria-hidden />
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
