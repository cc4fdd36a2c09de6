'use client';

import { type FormEvent, useId } from 'react';
import { useTranslations } from 'use-intl';
import { Input } from '@/ui/field';

/** Jumps to a place of a list by its number, with or without separators. */
export function GoToPlace({ goTo }: { goTo: (place: number) => void }) {
  const t = useTranslations('results');
  const id = useId();
  const go = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const digits = `${new FormData(event.currentTarget).get('place')}`.replace(/\D/g, '');
    if (digits) goTo(Number(digits));
  };
  return (
    <form onSubmit={go} className="flex items-center gap-2 text-[13px] text-muted">
      <label htmlFor={id}>{t('goToPlace')}</label>
      <Input
        id={id}
        name="place"
        inputMode="numeric"
        enterKeyHint="go"
        autoComplete="off"
        maxLength={15}
        className="h-8 w-28"
      />
    </form>
  );
}
