'use client';

import { Menu as MenuIcon, Search } from 'lucide-react';
import { Dialog } from 'radix-ui';
import { type ReactNode, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/ui/button';
import { Connection, ConnectionBadge } from './connection';
import { Navigation } from './navigation';
import { OfflineBanner } from './offline';
import { PersonMenu } from './personMenu';
import { Region } from './region';
import { Shortcuts, useShortcuts } from './shortcuts';
import { Worker } from './worker';

/** What is around every page. A page that breaks leaves it usable. */
export function Shell({ children }: { children: ReactNode }) {
  const t = useTranslations('shell');
  const { shown, open } = useShortcuts();
  return (
    <Connection>
      <a
        href="#content"
        className="sr-only z-60 rounded-md bg-accent px-3 py-2 text-on-accent focus:not-sr-only focus:fixed focus:top-3 focus:left-3"
      >
        {t('skip')}
      </a>
      <div className="flex min-h-dvh">
        <aside className="sticky top-0 hidden h-dvh w-60 shrink-0 border-r border-line bg-surface lg:block">
          <Navigation />
        </aside>
        <div className="flex min-w-0 flex-1 flex-col">
          <header className="sticky top-0 z-30 flex h-14 items-center gap-2 border-b border-line bg-surface px-3 sm:gap-3 sm:px-4 lg:px-8">
            <Drawer />
            <Button
              className="w-full min-w-0 max-w-64 shrink justify-start font-normal text-muted"
              onClick={() => open('palette')}
            >
              <Search aria-hidden />
              <span className="truncate">{t('palette')}</span>
              <kbd className="ml-auto hidden font-mono text-xs sm:inline">Ctrl K</kbd>
            </Button>
            <div className="ml-auto flex items-center gap-2 sm:gap-3">
              <ConnectionBadge />
              <PersonMenu />
            </div>
          </header>
          <OfflineBanner />
          <Worker />
          <main
            id="content"
            tabIndex={-1}
            className="mx-auto w-full max-w-7xl flex-1 px-4 py-6 outline-none lg:px-8 lg:py-8"
          >
            <Region>{children}</Region>
          </main>
        </div>
      </div>
      <Shortcuts shown={shown} open={open} />
    </Connection>
  );
}

/** The navigation on a narrow screen. */
function Drawer() {
  const t = useTranslations('shell');
  const [open, setOpen] = useState(false);
  return (
    <Dialog.Root open={open} onOpenChange={setOpen}>
      <Dialog.Trigger asChild>
        <Button variant="ghost" size="icon" aria-label={t('open')} className="lg:hidden">
          <MenuIcon />
        </Button>
      </Dialog.Trigger>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 bg-black/45" />
        <Dialog.Content
          {...{ 'aria-describedby': undefined }}
          className="fixed inset-y-0 left-0 z-50 w-64 border-r border-line bg-surface shadow-xl data-[state=open]:animate-in data-[state=open]:slide-in-from-left"
        >
          <Dialog.Title className="sr-only">{t('navigation')}</Dialog.Title>
          <Navigation onGo={() => setOpen(false)} />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
