'use client';

import { QueryClientProvider } from '@tanstack/react-query';
import { ThemeProvider } from 'next-themes';
import { type ReactNode, Suspense, useState } from 'react';
import { AuthProvider } from '@/features/session/auth';
import { LanguageProvider } from '@/lib/language';
import { newQueryClient } from '@/lib/query';
import { Toasts } from '@/ui/toast';

export function Providers({ children }: { children: ReactNode }) {
  const [client] = useState(newQueryClient);
  return (
    <ThemeProvider attribute="class" storageKey="domainflow-theme" enableColorScheme={false}>
      <QueryClientProvider client={client}>
        <LanguageProvider>
          <Toasts>
            <AuthProvider>
              {/* Pages that read the address are rendered by the browser alone. */}
              <Suspense>{children}</Suspense>
            </AuthProvider>
          </Toasts>
        </LanguageProvider>
      </QueryClientProvider>
    </ThemeProvider>
  );
}
