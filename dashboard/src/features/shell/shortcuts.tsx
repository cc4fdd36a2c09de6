'use client';

import { lazy, Suspense, useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { useGo } from '@/lib/navigation';
import { Dialog } from '@/ui/dialog';

const Palette = lazy(() => import('./palette'));

type Shown = 'palette' | 'help' | undefined;

/** Listens for the keys of the whole dashboard. `open` lets buttons do the same. */
export function useShortcuts() {
  const [shown, open] = useState<Shown>();
  const go = useGo();
  const { may } = useAuth();
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey)) {
        event.preventDefault();
        open((had) => (had === 'palette' ? undefined : 'palette'));
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return;
      if (event.key === '?') open('help');
      if (event.key === 'n' && may('campaigns:create')) go.push('/campaigns/new');
    };
    document.addEventListener('keydown', press);
    return () => document.removeEventListener('keydown', press);
  });
  return { shown, open };
}

/** What the keys open. */
export function Shortcuts({ shown, open }: { shown: Shown; open: (shown: Shown) => void }) {
  const t = useTranslations('shell');
  const close = () => open(undefined);
  return (
    <>
      {shown === 'palette' && (
        <Suspense>
          <Palette onClose={close} />
        </Suspense>
      )}
      <Dialog open={shown === 'help'} onOpenChange={close} title={t('shortcuts')}>
        <dl className="flex flex-col gap-3">
          <Key keys="Ctrl K" text={t('shortcutPalette')} />
          <Key keys="n" text={t('shortcutNew')} />
          <Key keys="?" text={t('shortcutHelp')} />
        </dl>
      </Dialog>
    </>
  );
}

function Key({ keys, text }: { keys: string; text: string }) {
  return (
    <div className="flex items-center justify-between">
      <dt>{text}</dt>
      <dd>
        <kbd className="rounded-md border border-line bg-sunken px-2 py-0.5 font-mono text-xs">{keys}</kbd>
      </dd>
    </div>
  );
}

function isWriting(target: EventTarget | null) {
  return (
    target instanceof HTMLElement && (target.isContentEditable || /^(input|textarea|select)$/i.test(target.tagName))
  );
}
