'use client';

import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useAddress } from '@/lib/navigation';
import { Choices } from '@/ui/choices';
import { Field, Input } from '@/ui/field';
import { resultFilter, statusesOf } from './filters';
import type { Kind, ResultQuery } from './resultService';

type Status = NonNullable<ResultQuery['status']>[number];

/** How long after the last key the address follows, in ms. */
const typing = 300;

export function ResultFilters({ kind }: { kind: Kind }) {
  const t = useTranslations('results');
  const words = useTranslations('words');
  const { params, set } = useAddress();
  const statuses: readonly Status[] = statusesOf[kind];
  return (
    <div className="flex flex-wrap items-end gap-3">
      <TextFilter name="q" className="min-w-44 flex-1" />
      {statuses.length > 0 && (
        <Choices
          label={words('status')}
          options={statuses}
          name={(status) => t(`statuses.${status}`)}
          chosen={resultFilter(kind, params).status ?? []}
          onChange={(status) => set({ status })}
          className="w-44"
        />
      )}
      {kind === 'names' && <TextFilter name="tld" className="w-32" />}
      {kind === 'dns' && <TextFilter name="rcode" className="w-36" />}
      {kind === 'http' && (
        <>
          <TextFilter name="statusCode" className="w-28" />
          <TextFilter name="category" className="w-36" />
        </>
      )}
    </div>
  );
}

function TextFilter({
  name,
  className,
}: {
  name: 'q' | 'tld' | 'rcode' | 'statusCode' | 'category';
  className: string;
}) {
  const t = useTranslations('results.filters');
  const { params, set } = useAddress();
  const asked = params.get(name) ?? '';
  const [text, setText] = useState(asked);
  useEffect(() => setText(asked), [asked]);
  useEffect(() => {
    if (text === asked) return;
    const timer = setTimeout(() => set({ [name]: name === 'rcode' ? text.toUpperCase() : text }), typing);
    return () => clearTimeout(timer);
  }, [text, asked, name, set]);
  return (
    <Field label={t(name)} className={className}>
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
