'use client';

import { Bookmark } from 'lucide-react';
import { type FormEvent, useState, useSyncExternalStore } from 'react';
import { useTranslations } from 'use-intl';
import { Link, useAddress } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Chip } from '@/ui/chip';
import { Dialog } from '@/ui/dialog';
import { Field, Input } from '@/ui/field';

type View = { name: string; query: string };

const key = 'domainflow-views';
const observers = new Set<() => void>();

/** All tabs of the browser have the same views: the storage tells the others. */
function observe(changed: () => void) {
  observers.add(changed);
  window.addEventListener('storage', changed);
  return () => {
    observers.delete(changed);
    window.removeEventListener('storage', changed);
  };
}

function useViews(): [View[], (views: View[]) => void] {
  const text = useSyncExternalStore(
    observe,
    () => localStorage.getItem(key) ?? '[]',
    () => '[]',
  );
  const keep = (views: View[]) => {
    localStorage.setItem(key, JSON.stringify(views));
    for (const changed of observers) changed();
  };
  return [JSON.parse(text), keep];
}

/** Filters that somebody comes back to: addresses with a name, kept in this browser. */
export function SavedViews() {
  const t = useTranslations('campaigns');
  const words = useTranslations('words');
  const { params } = useAddress();
  const [views, keep] = useViews();
  const [naming, setNaming] = useState(false);
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const name = `${new FormData(event.currentTarget).get('name')}`.trim();
    if (!name) return;
    keep([...views.filter((view) => view.name !== name), { name, query: `${params}` }]);
    setNaming(false);
  };
  return (
    <div className="flex flex-wrap items-center gap-2">
      {views.map((view) => (
        <Chip
          key={view.name}
          remove={t('forgetView', { name: view.name })}
          onRemove={() => keep(views.filter((other) => other.name !== view.name))}
        >
          <Link href={`/campaigns?${view.query}`} className="max-w-48 truncate py-1 hover:underline">
            {view.name}
          </Link>
        </Chip>
      ))}
      <Button
        size="sm"
        variant="ghost"
        className="-ml-2.5"
        disabled={params.size === 0}
        onClick={() => setNaming(true)}
      >
        <Bookmark aria-hidden />
        {t('saveView')}
      </Button>
      <Dialog open={naming} onOpenChange={setNaming} title={t('saveView')} description={t('saveViewWhy')}>
        <form onSubmit={save} className="flex flex-col gap-4">
          <Field label={words('name')}>{(props) => <Input name="name" required maxLength={60} {...props} />}</Field>
          <Button type="submit" variant="primary" className="self-end">
            {words('save')}
          </Button>
        </form>
      </Dialog>
    </div>
  );
}
