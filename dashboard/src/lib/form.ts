'use client';

import { useState } from 'react';
import {
  type DefaultValues,
  type FieldErrors,
  type FieldValues,
  type Path,
  type Resolver,
  set,
  useForm,
} from 'react-hook-form';
import { ApiError } from './apiError';
import { useFaultText } from './fault';

/**
 * A form over one body of the API: checked by the schema of the API before it
 * is sent, and told what the API says of each field after it was. `bodyOf` makes
 * the body of what is in the form.
 */
export function useApiForm<T extends FieldValues>(
  schema: unknown,
  defaultValues: DefaultValues<T>,
  bodyOf: (values: T) => unknown = (values) => values,
) {
  const faultText = useFaultText();
  // Half of the code of a form is its check, which nobody needs before it is sent.
  const resolver: Resolver<T> = async (values) => {
    const { faultsOf } = await import('./schema');
    const errors: FieldErrors<T> = {};
    for (const fault of faultsOf(schema, bodyOf(values))) {
      set(errors, placeOf<T>(fault.field), { type: fault.code, message: faultText(fault) });
    }
    return Object.keys(errors).length > 0 ? { values: {}, errors } : { values, errors: {} };
  };
  const form = useForm<T>({ resolver, defaultValues });
  const [refused, setRefused] = useState<unknown>();
  const submit = (send: (values: T) => Promise<unknown>) =>
    form.handleSubmit(async (values) => {
      setRefused(undefined);
      try {
        await send(values);
      } catch (error) {
        const faults = error instanceof ApiError ? (error.problem.errors ?? []) : [];
        for (const fault of faults) form.setError(placeOf<T>(fault.field), { message: faultText(fault) });
        // What has no place in the form is said above it.
        if (faults.length === 0) setRefused(error);
      }
    });
  const errorOf = (name: Path<T>): string | undefined => messageOf(form.getFieldState(name, form.formState).error);
  return { ...form, submit, refused, errorOf };
}

/** `rules[2].pattern`, as the API writes paths, is `rules.2.pattern` here. */
function placeOf<T extends FieldValues>(field: string) {
  return field.replaceAll(/\[(\d+)\]/g, '.$1') as Path<T>;
}

type Nested = { message?: string } & { [place: number]: Nested | undefined };

/** A list may be one field of the form: the fault of an item is said with its place. */
function messageOf(error: object | undefined): string | undefined {
  const fault = error as Nested | undefined;
  if (!fault || fault.message) return fault?.message;
  const found = Object.entries(fault).find(([place, one]) => /^\d+$/.test(place) && (one as Nested)?.message);
  return found && `${Number(found[0]) + 1}: ${(found[1] as Nested).message}`;
}
