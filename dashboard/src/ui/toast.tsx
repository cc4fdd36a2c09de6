'use client';

import { X } from 'lucide-react';
import { Toast as Radix } from 'radix-ui';
import { createContext, type ReactNode, useCallback, useContext, useState } from 'react';
import { useTranslations } from 'use-intl';
import { cn } from '@/lib/classNames';

type Message = { id: number; tone: 'good' | 'bad' | 'info'; text: ReactNode };

const Context = createContext<(tone: Message['tone'], text: ReactNode) => void>(() => undefined);

const edges = { good: 'border-l-good', bad: 'border-l-bad', info: 'border-l-info' };

/** Tells what has just happened, in passing. */
export function useToast() {
  return useContext(Context);
}

export function Toasts({ children }: { children: ReactNode }) {
  const t = useTranslations('words');
  const [messages, setMessages] = useState<Message[]>([]);
  const tell = useCallback((tone: Message['tone'], text: ReactNode) => {
    setMessages((had) => [...had.slice(-3), { id: Date.now() + Math.random(), tone, text }]);
  }, []);
  return (
    <Radix.Provider label={t('message')} swipeDirection="right">
      <Context.Provider value={tell}>{children}</Context.Provider>
      {messages.map((message) => (
        <Radix.Root
          key={message.id}
          type={message.tone === 'bad' ? 'foreground' : 'background'}
          onOpenChange={(open) => open || setMessages((had) => had.filter((other) => other.id !== message.id))}
          className={cn(
            'flex items-start justify-between gap-3 rounded-lg border border-l-4 border-line bg-raised px-4 py-3 shadow-lg data-[state=open]:animate-in data-[state=open]:slide-in-from-bottom-2',
            edges[message.tone],
          )}
        >
          <Radix.Description className="foreign">{message.text}</Radix.Description>
          <Radix.Close aria-label={t('close')} className="rounded-md p-0.5 text-muted hover:text-text">
            <X className="size-4" />
          </Radix.Close>
        </Radix.Root>
      ))}
      <Radix.Viewport className="fixed right-4 bottom-4 z-60 flex w-[calc(100vw-2rem)] max-w-sm flex-col gap-2 outline-none" />
    </Radix.Provider>
  );
}
