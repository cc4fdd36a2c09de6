'use client';

import { Copy } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { Button } from './button';
import { useToast } from './toast';

/** Copies a text. Where the browser forbids it, says so: the text can be selected by hand. */
export function CopyButton({ text, label }: { text: string; label?: string }) {
  const t = useTranslations('words');
  const toast = useToast();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      toast('good', t('copied'));
    } catch {
      toast('bad', t('notCopied'));
    }
  };
  return (
    <Button size="sm" onClick={copy}>
      <Copy aria-hidden />
      {label ?? t('copy')}
    </Button>
  );
}
