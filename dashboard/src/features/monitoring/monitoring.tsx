'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Health } from '@/features/overview/health';
import type { components } from '@/lib/api.gen';
import { api, command, read } from '@/lib/apiClient';
import { useOnline } from '@/lib/online';
import { Badge, type Tone } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardBody, CardHeader, Facts, PageHeader } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { Failure, Loading, useErrorText } from '@/ui/state';
import { Table, Td, Th } from '@/ui/table';
import { useToast } from '@/ui/toast';

type System = components['schemas']['System'];

/** The insides are no events: they are asked for, in ms. */
const pace = 5_000;

const tones: Record<System['readModels']['state'], Tone> = { following: 'good', failing: 'warn', stopped: 'bad' };

/** How the program is inside: the log, the read models, the work. */
export function Monitoring() {
  const t = useTranslations('monitoring');
  const { data, error, refetch } = useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => read(api.GET('/api/v2/admin/system', { signal })),
    refetchInterval: pace,
    staleTime: 0,
  });
  return (
    <>
      <PageHeader title={t('title')} description={t('about')} />
      {error && <Failure error={error} retry={refetch} className="mb-4" />}
      {!data && !error && <Loading />}
      {data && (
        <div className="grid items-start gap-5 lg:grid-cols-2">
          <Log log={data.value.log} />
          <ReadModels system={data.value} />
          <Work work={data.value.work} />
          <Health />
        </div>
      )}
    </>
  );
}

function Log({ log }: { log: System['log'] }) {
  const t = useTranslations('monitoring');
  const format = useFormatter();
  return (
    <Card>
      <CardHeader title={t('log')} description={t('logWhy')} />
      <CardBody>
        <Facts
          items={[
            [t('events'), format.number(log.events)],
            [t('lastSequence'), format.number(log.lastSequence)],
            [
              t('bytes'),
              format.number(log.bytes / 1_000_000, { style: 'unit', unit: 'megabyte', maximumFractionDigits: 1 }),
            ],
            [t('consumers'), format.number(log.consumers)],
          ]}
        />
      </CardBody>
    </Card>
  );
}

function ReadModels({ system: { readModels, rebuild } }: { system: System }) {
  const t = useTranslations('monitoring');
  const format = useFormatter();
  return (
    <Card>
      <CardHeader
        title={t('readModels')}
        description={t('readModelsWhy')}
        actions={<Rebuild running={rebuild.running} />}
      />
      <CardBody className="flex flex-col gap-4">
        <Facts
          items={[
            [
              t('state'),
              <Badge key="state" tone={tones[readModels.state]}>
                {t(`states.${readModels.state}`)}
              </Badge>,
            ],
            [t('lag'), t('lagEvents', { count: readModels.lagEvents })],
            [t('reflects'), format.number(readModels.sequence)],
            [t('version'), readModels.version],
          ]}
        />
        {readModels.error && <p className="foreign text-bad">{readModels.error}</p>}
        {rebuild.running && <p role="status">{t('rebuilding', { sequence: format.number(rebuild.sequence ?? 0) })}</p>}
        {!rebuild.running && rebuild.endedAt && (
          <p className="text-muted">
            {t('rebuilt', {
              time: format.dateTime(new Date(rebuild.endedAt), { dateStyle: 'medium', timeStyle: 'medium' }),
            })}
          </p>
        )}
        {rebuild.lastError && <p className="foreign text-bad">{rebuild.lastError}</p>}
      </CardBody>
    </Card>
  );
}

function Rebuild({ running }: { running: boolean }) {
  const t = useTranslations('monitoring');
  const client = useQueryClient();
  const online = useOnline();
  const toast = useToast();
  const errorText = useErrorText();
  const [asked, ask] = useState(false);
  const rebuild = useMutation({
    mutationFn: () => command(api.POST('/api/v2/admin/rebuild')),
    onSuccess: () => client.invalidateQueries({ queryKey: ['system'] }),
    onError: (error) => toast('bad', errorText(error)),
  });
  return (
    <>
      <Button size="sm" disabled={running || !online} onClick={() => ask(true)}>
        {t('rebuild')}
      </Button>
      <Confirm
        open={asked}
        onOpenChange={ask}
        title={t('rebuildTitle')}
        action={t('rebuild')}
        onConfirm={() => rebuild.mutate()}
      >
        {t('rebuildWhy')}
      </Confirm>
    </>
  );
}

function Work({ work }: { work: System['work'] }) {
  const t = useTranslations('monitoring');
  const format = useFormatter();
  return (
    <Card>
      <CardHeader title={t('work')} description={t('workWhy')} />
      <Table label={t('work')}>
        <thead>
          <tr>
            <Th>{t('step')}</Th>
            <Th className="text-right">{t('waiting')}</Th>
            <Th className="text-right">{t('inProgress')}</Th>
          </tr>
        </thead>
        <tbody>
          {work.map((load) => (
            <tr key={load.step}>
              <Td>{t(`steps.${load.step}`)}</Td>
              <Td className="text-right tabular-nums">{format.number(load.waiting)}</Td>
              <Td className="text-right tabular-nums">{format.number(load.inProgress)}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </Card>
  );
}
