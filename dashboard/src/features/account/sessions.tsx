'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Monitor, Smartphone, SquareTerminal } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { fresh } from '@/lib/pages';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardHeader } from '@/ui/card';
import { Failure, Loading, useErrorText } from '@/ui/state';
import { useToast } from '@/ui/toast';
import { type Session, sessionService } from './accountService';
import { deviceOf } from './device';

/** Where the person is signed in, the newest first. */
export function Sessions() {
  const t = useTranslations('account');
  const { data, error, refetch } = useQuery({
    queryKey: ['sessions'],
    queryFn: ({ signal }) => sessionService.list(signal),
    ...fresh,
  });
  const end = useEnd();
  const sessions = data?.value.items;
  const others = sessions?.filter((session) => !session.current) ?? [];
  return (
    <Card>
      <CardHeader
        title={t('sessions')}
        description={t('sessionsAbout')}
        actions={
          others.length > 0 && (
            <Button size="sm" variant="danger" disabled={end.isPending} onClick={() => end.mutate(others)}>
              {t('endOthers')}
            </Button>
          )
        }
      />
      {error && <Failure error={error} retry={refetch} className="m-5" />}
      {!sessions && !error && <Loading lines={3} />}
      <ul>
        {sessions?.map((session) => (
          <Row key={session.id} session={session} onEnd={() => end.mutate([session])} ending={end.isPending} />
        ))}
      </ul>
    </Card>
  );
}

function Row({ session, onEnd, ending }: { session: Session; onEnd: () => void; ending: boolean }) {
  const t = useTranslations('account');
  const format = useFormatter();
  const device = deviceOf(session.device);
  const Icon = !device ? SquareTerminal : device.mobile ? Smartphone : Monitor;
  const name = device
    ? t('device', { browser: device.browser, system: device.system })
    : session.device || t('unknownDevice');
  const time = (at: string) => format.dateTime(new Date(at), { dateStyle: 'medium', timeStyle: 'short' });
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-2 border-b border-line px-5 py-4 last:border-b-0">
      <Icon aria-hidden className="size-5 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-2">
          <span className="foreign font-medium">{name}</span>
          {session.current && <Badge tone="good">{t('thisSession')}</Badge>}
        </p>
        <p className="text-[13px] text-muted">
          {t('sessionFacts', {
            address: session.address,
            since: time(session.createdAt),
            used: time(session.lastUsedAt),
          })}
        </p>
      </div>
      {!session.current && (
        <Button size="sm" disabled={ending} aria-label={t('endOne', { name })} onClick={onEnd}>
          {t('end')}
        </Button>
      )}
    </li>
  );
}

function useEnd() {
  const t = useTranslations('account');
  const client = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  return useMutation({
    mutationFn: (sessions: Session[]) => Promise.all(sessions.map(({ id }) => sessionService.end(id))),
    onSuccess: (_, sessions) => toast('good', t('ended', { count: sessions.length })),
    onError: (error) => toast('bad', errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['sessions'] }),
  });
}
