'use client';

import type { UseFormRegisterReturn } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { Button } from '@/ui/button';
import { Checkbox, Field, Input, Textarea } from '@/ui/field';

type Registered = { register: UseFormRegisterReturn; error?: string };

/** Name, description, whether new runs may use it: what all personas have. */
export function About({
  name,
  description,
  isEnabled,
}: {
  name: Registered;
  description: Registered;
  isEnabled: UseFormRegisterReturn;
}) {
  const t = useTranslations('personas');
  const words = useTranslations('words');
  return (
    <>
      <Field label={words('name')} error={name.error}>
        {(props) => <Input {...props} {...name.register} />}
      </Field>
      <Field label={`${words('description')} (${words('optional')})`} error={description.error}>
        {(props) => <Textarea className="min-h-16" {...props} {...description.register} />}
      </Field>
      <Checkbox label={t('isEnabled')} hint={t('isEnabledHint')} {...isEnabled} />
    </>
  );
}

/** A number with its unit; what it is without one is the hint. */
export function Amount({ label, hint, register, error }: { label: string; hint: string } & Registered) {
  return (
    <Field label={label} hint={hint} error={error} className="min-w-40 flex-1">
      {(props) => <Input inputMode="decimal" {...props} {...register} />}
    </Field>
  );
}

export function Buttons({ onCancel, busy, readOnly }: { onCancel: () => void; busy: boolean; readOnly: boolean }) {
  const words = useTranslations('words');
  return (
    <div className="flex justify-end gap-2">
      <Button onClick={onCancel}>{words(readOnly ? 'back' : 'cancel')}</Button>
      {!readOnly && (
        <Button type="submit" variant="primary" disabled={busy}>
          {words('save')}
        </Button>
      )}
    </div>
  );
}

/** What a text field holds, as the number that it is; '' is left out, and what is none stays for the schema to refuse. */
export function amount(text: string): number | undefined {
  const trimmed = `${text}`.trim();
  if (trimmed === '') return undefined;
  return (Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed) as number;
}
