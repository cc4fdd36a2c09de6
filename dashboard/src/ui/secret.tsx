'use client';

import { Download, KeyRound } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button';
import { CopyButton } from './copy';

type Props = {
  title: ReactNode;
  /** What it is for, and that it is shown only now. */
  children: ReactNode;
  value: string;
  /** Offers the value as a file of this name. */
  file?: string;
};

/** Something that is shown only once. */
export function Secret({ title, children, value, file }: Props) {
  const t = useTranslations('words');
  return (
    <section role="status" className="rounded-lg border border-line bg-warn-soft p-4">
      <p className="flex items-center gap-2 font-semibold text-warn">
        <KeyRound aria-hidden className="size-4" />
        {title}
      </p>
      <div className="mt-1 text-warn">{children}</div>
      <pre className="mt-3 rounded-md border border-line bg-surface px-3 py-2 font-mono text-[13px] break-all whitespace-pre-wrap select-all">
        {value}
      </pre>
      <div className="mt-3 flex flex-wrap gap-2">
        <CopyButton text={value} />
        {file && (
          <Button size="sm" onClick={() => save(value, file)}>
            <Download aria-hidden />
            {t('download')}
          </Button>
        )}
      </div>
    </section>
  );
}

function save(text: string, name: string) {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  URL.revokeObjectURL(link.href);
}
