'use client';

import { useTranslations } from 'use-intl';
import { Badge, type Tone } from '@/ui/badge';
import type { Status } from './campaignServiceV2';

const tones: Record<Status | 'waiting', Tone> = {
  pending: 'quiet',
  running: 'info',
  paused: 'warn',
  completed: 'good',
  failed: 'bad',
  cancelled: 'quiet',
  waiting: 'quiet',
};

/** The status of a campaign or of a pipeline. */
export function StatusBadge({ status }: { status: Status | 'waiting' }) {
  const t = useTranslations('words.statuses');
  return (
    <Badge tone={tones[status]} dot={status === 'running'}>
      {t(status)}
    </Badge>
  );
}
