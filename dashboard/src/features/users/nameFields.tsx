'use client';

import type { UseFormRegisterReturn } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Field, Input } from '@/ui/field';

type Props = { first: UseFormRegisterReturn; last: UseFormRegisterReturn; errors: (string | undefined)[] };

export function NameFields({ first, last, errors }: Props) {
  const t = useTranslations('session');
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label={t('firstName')} error={errors[0]}>
        {(props) => <Input autoComplete="off" required {...props} {...first} />}
      </Field>
      <Field label={t('lastName')} error={errors[1]}>
        {(props) => <Input autoComplete="off" required {...props} {...last} />}
      </Field>
    </div>
  );
}
