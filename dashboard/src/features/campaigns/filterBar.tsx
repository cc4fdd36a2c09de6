'use client';

import { SlidersHorizontal } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { cn } from '@/lib/classNames';
import { useAddress } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Field, Input, Select } from '@/ui/field';
import { pipelineSorts, sorts, types } from './filter';

/** How long after the last key the address follows, in ms. */
const typing = 300;

/** Filters of the list, kept in the address. On a phone the search is seen, the others on demand. */
export function FilterBar({ of }: { of: 'campaigns' | 'pipelines' }) {
  const t = useTranslations('campaigns');
  const words = useTranslations('words');
  const { may } = useAuth();
  const [open, setOpen] = useState(false);
  const campaigns = of === 'campaigns';
  return (
    <div className="grid grid-cols-2 items-end gap-3 px-5 py-4 md:flex md:flex-wrap">
      <div className="col-span-2 flex items-end gap-3 md:min-w-48 md:flex-1">
        <SearchField />
        <Button
          size="icon"
          className="md:hidden"
          aria-label={t('filters')}
          aria-expanded={open}
          onClick={() => setOpen(!open)}
        >
          <SlidersHorizontal />
        </Button>
      </div>
      <div className={cn('contents', !open && 'max-md:hidden')}>
        {campaigns && (
          <Choice name="type" label={t('type')} className="md:w-32">
            <option value="">{words('all')}</option>
            {types.map((type) => (
              <option key={type} value={type}>
                {words(`campaignTypes.${type}`)}
              </option>
            ))}
          </Choice>
        )}
        {may('campaigns:read-all') && (
          <Choice name="owner" label={t('owner')} className="md:w-40">
            <option value="">{t('everybody')}</option>
            <option value="me">{t('mine')}</option>
          </Choice>
        )}
        {campaigns && (
          <>
            <Day name="from" />
            <Day name="to" />
          </>
        )}
        <Choice name="sort" otherwise="-createdAt" label={t('sort')} className="md:w-44">
          {(campaigns ? sorts : pipelineSorts).map((sort) => (
            <option key={sort} value={sort}>
              {t(`sorts.${sort}`)}
            </option>
          ))}
        </Choice>
      </div>
    </div>
  );
}

type ChoiceProps = { name: string; otherwise?: string; label: string; className: string; children: ReactNode };

function Choice({ name, otherwise = '', label, className, children }: ChoiceProps) {
  const { params, set } = useAddress();
  return (
    <Field label={label} className={className}>
      {(props) => (
        <Select
          {...props}
          value={params.get(name) ?? otherwise}
          onChange={(event) => set({ [name]: event.target.value })}
        >
          {children}
        </Select>
      )}
    </Field>
  );
}

function Day({ name }: { name: 'from' | 'to' }) {
  const t = useTranslations('campaigns');
  const { params, set } = useAddress();
  return (
    <Field label={t(name)} className="md:w-36">
      {(props) => (
        <Input
          type="date"
          {...props}
          value={params.get(name) ?? ''}
          onChange={(event) => set({ [name]: event.target.value })}
        />
      )}
    </Field>
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
    <Field label={t('search')} className="min-w-0 flex-1">
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
