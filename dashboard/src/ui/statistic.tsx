import type { ReactNode } from 'react';

/** One number and what it counts. */
export function Statistic({ label, value, note }: { label: ReactNode; value: ReactNode; note?: ReactNode }) {
  return (
    <div className="min-w-0 rounded-lg border border-line bg-surface px-4 py-3.5 shadow-xs">
      <p className="truncate text-[13px] text-muted">{label}</p>
      <p className="mt-1 text-2xl font-semibold tracking-tight tabular-nums">{value}</p>
      {note && <p className="mt-0.5 truncate text-xs text-muted">{note}</p>}
    </div>
  );
}
