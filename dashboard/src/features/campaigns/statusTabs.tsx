'use client';

import { useTranslations } from 'use-intl';
import { cn } from '@/lib/classNames';
import { Link, useAddress } from '@/lib/navigation';
import { statuses } from './filter';

/** One status at a time, or all: links, so that each can be kept and opened in a tab of its own. */
export function StatusTabs() {
  const t = useTranslations();
  const { params } = useAddress();
  const chosen = params.getAll('status');
  const to = (status?: string) => {
    const next = new URLSearchParams(params);
    next.delete('status');
    if (status) next.append('status', status);
    return next.size > 0 ? `/campaigns?${next}` : '/campaigns';
  };
  const tab = (label: string, here: boolean, href: string) => (
    <Link
      key={href}
      href={href}
      scroll={false}
      aria-current={here ? 'true' : undefined}
      className={cn(
        '-mb-px whitespace-nowrap border-b-2 border-transparent px-3 py-2.5 font-medium text-muted hover:text-text',
        here && 'border-accent text-text',
      )}
    >
      {label}
    </Link>
  );
  return (
    <nav aria-label={t('words.status')} className="flex gap-1 overflow-x-auto border-b border-line px-2">
      {tab(t('words.all'), chosen.length === 0, to())}
      {statuses.map((status) =>
        tab(t(`words.statuses.${status}`), chosen.length === 1 && chosen[0] === status, to(status)),
      )}
    </nav>
  );
}
