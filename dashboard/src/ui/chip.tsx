'use client';

import { X } from 'lucide-react';
import type { ReactNode } from 'react';

/** Something small that can be taken away. */
export function Chip({ children, remove, onRemove }: { children: ReactNode; remove: string; onRemove: () => void }) {
  return (
    <span className="inline-flex items-center rounded-full border border-line bg-surface pl-3 text-[13px]">
      {children}
      <button
        type="button"
        aria-label={remove}
        className="rounded-full p-1.5 text-muted hover:text-text"
        onClick={onRemove}
      >
        <X aria-hidden className="size-3.5" />
      </button>
    </span>
  );
}
