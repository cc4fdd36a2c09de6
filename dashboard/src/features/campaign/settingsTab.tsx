'use client';

import { useTranslations } from 'use-intl';
import type { CampaignDetail } from '@/features/campaigns/campaignServiceV2';
import { useSnapshot } from '@/features/campaigns/useSnapshot';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { Failure, Loading } from '@/ui/state';
import { Values } from './values';

/** What the campaign was told, and what it took from others at the moment of its start: later edits of those change nothing here. */
export function SettingsTab({ campaign }: { campaign: CampaignDetail }) {
  const t = useTranslations('campaign');
  const { data, error, refetch } = useSnapshot(campaign.id);
  const snapshot = data?.value.snapshot;
  return (
    <div className="grid items-start gap-5 lg:grid-cols-2">
      <Card>
        <CardHeader title={t('params')} description={t('paramsWhy')} />
        <CardBody>
          <Values of={campaign.params} />
        </CardBody>
      </Card>
      <Card>
        <CardHeader title={t('snapshot')} description={t('snapshotWhy')} />
        <CardBody className="flex flex-col gap-5">
          {error && <Failure error={error} retry={refetch} />}
          {!data && !error && <Loading />}
          {data && !snapshot && <p className="text-muted">{t('noSnapshot')}</p>}
          {snapshot && snapshot.personas.length + snapshot.keywordSets.length === 0 && (
            <p className="text-muted">{t('emptySnapshot')}</p>
          )}
          {snapshot?.personas.map((persona) => (
            <section key={persona.id}>
              <h3 className="foreign mb-2 font-semibold">{persona.name}</h3>
              <Values of={persona.configDetails} />
            </section>
          ))}
          {snapshot?.keywordSets.map((set) => (
            <section key={set.id}>
              <h3 className="foreign mb-2 font-semibold">{set.name}</h3>
              <Values of={{ matchIn: set.matchIn, rules: set.rules.map((rule) => rule.pattern) }} />
            </section>
          ))}
        </CardBody>
      </Card>
    </div>
  );
}
