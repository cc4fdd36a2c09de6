'use client';

import { useTranslations } from 'use-intl';
import { useAddress } from '@/lib/navigation';
import type { ResultQuery } from './resultService';

/** What the list can be filtered by, in the detail of one result: to see all that have the same. */
export function OnlyWith({ by, value, text }: { by: keyof ResultQuery; value: string; text: string }) {
  const t = useTranslations('results');
  const { set } = useAddress();
  return (
    <button
      type="button"
      aria-label={t('onlyWith', { value: text })}
      className="foreign max-w-full text-left underline decoration-muted decoration-dotted underline-offset-4 hover:decoration-solid"
      onClick={() => set({ [by]: value, row: undefined })}
    >
      {text}
    </button>
  );
}
