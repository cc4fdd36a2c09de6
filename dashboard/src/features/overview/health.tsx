'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { api, read } from '@/lib/apiClient';
import { Badge } from '@/ui/badge';
import { Card, CardHeader } from '@/ui/card';
import { Failure, Loading } from '@/ui/state';

const parts = ['eventStore', 'database', 'projections', 'workers'] as const;

/** Health is no event: it is asked for. */
const pace = 15_000;

export function useHealth() {
  return useQuery({
    queryKey: ['health'],
    queryFn: ({ signal }) => read(api.GET('/health', { signal })),
    refetchInterval: pace,
    staleTime: pace,
  });
}

/** How the parts of the program are. */
export function Health() {
  const t = useTranslations('overview');
  const { data, error, refetch } = useHealth();
  return (
    <Card>
      <CardHeader title={t('health')} description={data && t('version', { version: data.value.version })} />
      {error && <Failure error={error} retry={refetch} className="m-4" />}
      {!data && !error && <Loading lines={3} />}
      {data && (
        <ul className="p-5 pt-3">
          {parts.map((part) => (
            <li key={part} className="flex items-center justify-between py-1.5">
              {t(`parts.${part}`)}
              <Badge tone={data.value.components[part] === 'ok' ? 'good' : 'bad'}>
                {t(`states.${data.value.components[part]}`)}
              </Badge>
            </li>
          ))}
        </ul>
      )}
    </Card>
  );
}
