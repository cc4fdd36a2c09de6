'use client';

import { CircleAlert, type LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { ApiError, NoAnswerError } from '@/lib/apiError';
import { cn } from '@/lib/classNames';
import { Button } from './button';

/** Nothing is here: why, and what to do about it. */
export function Empty({
  heading: Heading = 'p',
  icon: Icon,
  title,
  children,
  action,
}: {
  /** h1 where it is all that the page has. */
  heading?: 'p' | 'h1';
  icon: LucideIcon;
  title: ReactNode;
  children?: ReactNode;
  action?: ReactNode;
}) {
  return (
    <div className="flex flex-col items-center gap-2 px-6 py-14 text-center">
      <span className="mb-1 rounded-full bg-quiet-soft p-3 text-muted">
        <Icon aria-hidden className="size-5" />
      </span>
      <Heading className="font-semibold">{title}</Heading>
      {children && <div className="max-w-md text-muted">{children}</div>}
      {action && <div className="mt-3">{action}</div>}
    </div>
  );
}

/** What went wrong, in words, with the id that the log of the program has it under. */
export function Failure({ error, retry, className }: { error: unknown; retry?: () => void; className?: string }) {
  const t = useTranslations('errors');
  const text = useErrorText();
  return (
    <div
      role="alert"
      className={cn('flex flex-wrap items-center gap-3 rounded-lg border border-line bg-bad-soft px-4 py-3', className)}
    >
      <CircleAlert aria-hidden className="size-5 shrink-0 text-bad" />
      <div className="min-w-0 flex-1">
        <p className="foreign font-medium">{text(error)}</p>
        {error instanceof ApiError && error.requestId && (
          <p className="text-[13px] text-muted">{t('request', { id: error.requestId })}</p>
        )}
      </div>
      {retry && (
        <Button size="sm" onClick={retry}>
          {t('retry')}
        </Button>
      )}
    </div>
  );
}

/**
 * Says an error in the language of the person, where its code is known; else as
 * the API does, in English. English has the words of the API where they tell
 * more than the code.
 */
export function useErrorText() {
  const t = useTranslations('errors');
  return (error: unknown): string => {
    if (error instanceof NoAnswerError) return t(error.reason);
    if (error instanceof ApiError) {
      const key = `codes.${error.code}` as Parameters<typeof t>[0];
      return t.has(key) ? t(key, { detail: error.message }) : error.message;
    }
    return t('unknown');
  };
}

export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('h-4 animate-pulse rounded-md bg-quiet-soft', className)} />;
}

/** Stands for lines that are on their way. */
export function Loading({ lines = 5 }: { lines?: number }) {
  const t = useTranslations('words');
  return (
    <div role="status" aria-label={t('loading')} className="flex flex-col gap-3 p-5">
      {Array.from({ length: lines }, (_, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: they are all the same
        <Skeleton key={index} className={index % 2 ? 'w-2/3' : 'w-full'} />
      ))}
    </div>
  );
}
