'use client';

import { useQuery } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';
import { useHealth } from '@/features/overview/health';
import { Card, CardBody, CardHeader, Facts, PageHeader } from '@/ui/card';
import { Failure, Loading } from '@/ui/state';

type Licence = { name: string; version: string; licence: string };

/** What this program is, and whose work is in its pages. */
export function About() {
  const t = useTranslations('about');
  const format = useFormatter();
  const { data } = useHealth();
  // A date that nobody stamped in is no date.
  const built = new Date(data?.value.buildTime ?? '');
  return (
    <>
      <PageHeader title="DomainFlow" description={t('about')} />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <Card>
          <CardHeader title={t('program')} />
          <CardBody className="flex flex-col gap-4">
            <Facts
              items={[
                [t('version'), data?.value.version ?? '–'],
                [
                  t('built'),
                  Number.isNaN(built.getTime())
                    ? '–'
                    : format.dateTime(built, { dateStyle: 'medium', timeStyle: 'short' }),
                ],
              ]}
            />
            <p className="flex flex-col gap-1">
              <a className="text-accent underline" href="/api/v2/openapi.yaml">
                {t('openapi')}
              </a>
            </p>
          </CardBody>
        </Card>
        <Licences />
      </div>
    </>
  );
}

function Licences() {
  const t = useTranslations('about');
  const { data, error, refetch } = useQuery({
    queryKey: ['licences'],
    queryFn: async ({ signal }): Promise<Licence[]> => (await fetch('/licences.json', { signal })).json(),
    staleTime: Number.POSITIVE_INFINITY,
  });
  return (
    <Card>
      <CardHeader title={t('licences')} description={t('licencesWhy')} />
      {error && <Failure error={error} retry={refetch} className="m-4" />}
      {!data && !error && <Loading />}
      <ul className="p-5">
        {data?.map((one) => (
          <li key={one.name} className="flex justify-between gap-4 py-1">
            <span>
              {one.name} <span className="text-muted">{one.version}</span>
            </span>
            <span className="text-muted">{one.licence}</span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
