'use client';

import { useTranslations } from 'use-intl';
import type { components } from './api.gen';
import type { Fault } from './schema';

type ServerFault = components['schemas']['FieldError'];

const limited = new Set(['too_short', 'too_long', 'too_few', 'too_many', 'too_small', 'too_big']);

/** Says what is wrong with a field: found here, or by the server, which knows more. What no code tells it says in English. */
export function useFaultText() {
  const t = useTranslations('faults');
  const codes = useTranslations('errors.codes');
  return (fault: Fault | ServerFault): string => {
    if ('message' in fault) {
      if (fault.code === 'required' || fault.code === 'duplicate') return t(fault.code);
      const known = fault.code as Parameters<typeof codes>[0];
      return codes.has(known) ? codes(known, { detail: fault.message }) : fault.message;
    }
    return limited.has(fault.code) ? t(fault.code, { limit: (fault as Fault).limit ?? 0 }) : t(fault.code as 'invalid');
  };
}
