'use client';

import { useState } from 'react';
import { type DefaultValues, type FieldValues, type Path, type Resolver, useForm } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { ApiError } from './apiError';

/**
 * A form over one body of the API: checked by the schema of the API before it
 * is sent, and told what the API says of each field after it was, in the language
 * of the person where that is known.
 */
export function useApiForm<T extends FieldValues>(schema: unknown, defaultValues: DefaultValues<T>) {
  // Half of the code of a form is its check, which nobody needs before it is sent.
  const resolver: Resolver<T> = async (...asked) => (await import('./schema')).resolverOf<T>(schema)(...asked);
  const form = useForm<T>({ resolver, defaultValues });
  const [refused, setRefused] = useState<unknown>();
  const t = useTranslations('errors');
  const submit = (send: (values: T) => Promise<unknown>) =>
    form.handleSubmit(async (values) => {
      setRefused(undefined);
      try {
        await send(values);
      } catch (error) {
        const fields = error instanceof ApiError ? (error.problem.errors ?? []) : [];
        for (const { field, code, message } of fields) form.setError(pathOf<T>(field), { type: code, message });
        // What has no place in the form is said above it.
        if (fields.length === 0) setRefused(error);
      }
    });
  const errorOf = (name: Path<T>): string | undefined => {
    const { error } = form.getFieldState(name, form.formState);
    const known = `fields.${error?.type}` as Parameters<typeof t>[0];
    return t.has(known) ? t(known) : error?.message;
  };
  return { ...form, submit, refused, errorOf };
}

/** `rules[2].pattern`, as the API writes paths, is `rules.2.pattern` here. */
function pathOf<T extends FieldValues>(field: string) {
  return field.replaceAll(/\[(\d+)\]/g, '.$1') as Path<T>;
}
