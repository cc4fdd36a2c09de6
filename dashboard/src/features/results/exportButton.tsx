'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { useOnline } from '@/lib/online';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Menu, MenuItem } from '@/ui/menu';
import { Progress } from '@/ui/progress';
import { Failure } from '@/ui/state';
import type { ResultQuery } from './resultService';
import { type ExportState, type Format, formats, useExport } from './useExport';

const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'] as const;

/** Saves what the filter shows. `total` is how many rows that are, where it is known. */
export function ExportButton({ id, filter, total }: { id: string; filter: ResultQuery; total?: number }) {
  const t = useTranslations('results');
  const online = useOnline();
  const [open, setOpen] = useState(false);
  const { state, run, cancel } = useExport(id);
  const begin = (format: Format) => {
    setOpen(true);
    run(format, filter);
  };
  const close = () => {
    cancel();
    setOpen(false);
  };
  return (
    <>
      <Menu
        trigger={
          <Button size="sm" disabled={!online}>
            <Download aria-hidden />
            {t('export')}
          </Button>
        }
      >
        {formats.map((format) => (
          <MenuItem key={format} onSelect={() => begin(format)}>
            {t(`formats.${format}`)}
          </MenuItem>
        ))}
      </Menu>
      <Dialog open={open} onOpenChange={close} title={t('export')} description={t('exportWhy')}>
        <ExportProgress state={state} total={total} />
        <div className="mt-4 flex justify-end">
          <Button onClick={close}>{state.kind === 'running' ? t('exportStop') : t('exportClose')}</Button>
        </div>
      </Dialog>
    </>
  );
}

function ExportProgress({ state, total }: { state: ExportState; total?: number }) {
  const t = useTranslations('results');
  const size = useSize();
  if (state.kind === 'idle') return null;
  if (state.kind === 'failed') return <Failure error={state.error} />;
  const done = state.kind === 'done';
  const share = done ? 100 : total ? Math.min(99, (state.rows / total) * 100) : null;
  return (
    <div className="flex flex-col gap-2">
      <Progress value={share} label={t('export')} />
      <p role="status" className="tabular-nums">
        {done
          ? t('exportDone', { size: size(state.bytes) })
          : t('exportRunning', { rows: state.rows, size: size(state.bytes) })}
      </p>
    </div>
  );
}

function useSize() {
  const format = useFormatter();
  return (bytes: number) => {
    const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
    return format.number(bytes / 1000 ** power, {
      style: 'unit',
      unit: units[power],
      unitDisplay: 'short',
      maximumFractionDigits: 1,
    });
  };
}
