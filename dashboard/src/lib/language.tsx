'use client';

import { createContext, type ReactNode, useCallback, useContext, useEffect, useState } from 'react';
import { type AbstractIntlMessages, IntlProvider } from 'use-intl';
import type messages from '@/messages/en';
import { hearTabs, tellTabs } from './crossTabSync';

declare module 'use-intl' {
  interface AppConfig {
    Messages: typeof messages;
  }
}

export const languages = { en: 'English', de: 'Deutsch' } as const;
export type Language = keyof typeof languages;

const key = 'domainflow-language';
const load = { en: () => import('@/messages/en'), de: () => import('@/messages/de') };

const Context = createContext<{ language: Language; choose: (language: Language) => void }>({
  language: 'en',
  choose: () => undefined,
});

export function useLanguage() {
  return useContext(Context);
}

/** Shows nothing until the texts are there: the pages are exported without a language. */
export function LanguageProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<{ language: Language; messages: AbstractIntlMessages }>();
  const show = useCallback(async (language: Language) => {
    const texts = await load[language]();
    document.documentElement.lang = language;
    setShown({ language, messages: texts.default });
  }, []);
  useEffect(() => {
    show(preferred());
    return hearTabs((message) => {
      if (message.kind === 'language') show(message.language as Language);
    });
  }, [show]);
  const choose = useCallback(
    (language: Language) => {
      localStorage.setItem(key, language);
      tellTabs({ kind: 'language', language });
      show(language);
    },
    [show],
  );
  if (!shown) return null;
  return (
    <Context.Provider value={{ language: shown.language, choose }}>
      <IntlProvider
        locale={regional(shown.language)}
        messages={shown.messages}
        timeZone={Intl.DateTimeFormat().resolvedOptions().timeZone}
      >
        {children}
      </IntlProvider>
    </Context.Provider>
  );
}

/** Dates and numbers as where the person is: en-GB and en-US write them differently. */
function regional(language: Language) {
  return navigator.languages.find((tag) => tag.startsWith(`${language}-`)) ?? language;
}

/** What was chosen here before, else the first language of the browser that there is. */
function preferred(): Language {
  const wanted = [localStorage.getItem(key), ...navigator.languages.map((tag) => tag.slice(0, 2))];
  return wanted.find((tag): tag is Language => tag !== null && tag in languages) ?? 'en';
}
