'use client';

import type { ReactNode } from 'react';
import { Field, Input } from '@/ui/field';

type Props = { label: ReactNode; hint?: ReactNode; error?: string; value: string; onChange: (value: string) => void };

export function NumberField({ label, hint, error, value, onChange }: Props) {
  return (
    <Field label={label} hint={hint} error={error} className="min-w-48 flex-1">
      {(props) => (
        <Input inputMode="numeric" {...props} value={value} onChange={(event) => onChange(event.target.value)} />
      )}
    </Field>
  );
}
