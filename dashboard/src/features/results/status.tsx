'use client';

import { useTranslations } from 'use-intl';
import { Badge, type Tone } from '@/ui/badge';
import type { DNSResult, HTTPResult } from './resultService';

type Status = DNSResult['status'] | HTTPResult['status'] | 'pending';

export const resultTones: Record<Status, Tone> = {
  resolved: 'good',
  unresolved: 'quiet',
  match: 'accent',
  no_match: 'quiet',
  http_error: 'warn',
  timeout: 'warn',
  tls_error: 'warn',
  blocked: 'warn',
  error: 'bad',
  pending: 'quiet',
};

export function ResultBadge({ status }: { status: Status }) {
  const t = useTranslations('results.statuses');
  return <Badge tone={resultTones[status]}>{t(status)}</Badge>;
}
