'use client';

import { Component, type ReactNode } from 'react';
import { useTranslations } from 'use-intl';
import { usePathname } from '@/lib/navigation';
import { Failure } from '@/ui/state';

/** Keeps a failure where it happened: the rest of the page goes on. Another page begins anew. */
export function Region({ children }: { children: ReactNode }) {
  return <Boundary key={usePathname()}>{children}</Boundary>;
}

type State = { failed: false } | { failed: true; error: unknown };

class Boundary extends Component<{ children: ReactNode }, State> {
  override state: State = { failed: false };

  static getDerivedStateFromError(error: unknown): State {
    return { failed: true, error };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return <Broken error={this.state.error} retry={() => this.setState({ failed: false })} />;
  }
}

function Broken({ error, retry }: { error: unknown; retry: () => void }) {
  const t = useTranslations('errors');
  return (
    <div className="flex flex-col gap-3">
      <h1 className="text-lg font-semibold">{t('broken')}</h1>
      <Failure error={error} retry={retry} />
    </div>
  );
}
