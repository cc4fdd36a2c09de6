'use client';

import { GitCompareArrows } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { type CampaignDetail, campaignServiceV2 } from '@/features/campaigns/campaignServiceV2';
import { useCampaign } from '@/features/campaigns/useCampaign';
import { Link, useAddress } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Button } from '@/ui/button';
import { Card, CardBody, PageHeader } from '@/ui/card';
import { Field, Select } from '@/ui/field';
import { Empty, Failure, Loading } from '@/ui/state';
import { Differences } from './differences';

/** This run, and another one of the same names: what is different. */
export function Compare() {
  const { params } = useAddress();
  const id = params.get('id') ?? '';
  const { campaign, error, refetch } = useCampaign(id);
  if (error && !campaign) return <Failure error={error} retry={refetch} />;
  if (!campaign) return <Loading />;
  return <Chosen campaign={campaign} />;
}

function Chosen({ campaign }: { campaign: CampaignDetail }) {
  const t = useTranslations('compare');
  const { params, set } = useAddress();
  const other = params.get('with') ?? '';
  // Runs of the same names: those that follow the same source. Of names alone, the server knows the pattern.
  const query = {
    campaignType: campaign.campaignType,
    ...(campaign.sourceCampaignId && { sourceCampaignId: campaign.sourceCampaignId }),
    limit: 200,
  };
  const candidates = useKeyset(['campaigns', 'list', query], (cursor, signal) =>
    campaignServiceV2.list({ ...query, cursor }, signal),
  );
  const offered = candidates.items?.filter((one) => one.id !== campaign.id) ?? [];
  return (
    <>
      <PageHeader
        title={t('title', { name: campaign.name })}
        description={t('about')}
        actions={
          <Button asChild>
            <Link href={`/campaigns/view?id=${campaign.id}`}>{t('back')}</Link>
          </Button>
        }
      />
      <Card className="mb-5">
        <CardBody>
          <Field label={t('with')} hint={t('withHint')}>
            {(props) => (
              <Select
                {...props}
                value={other}
                onChange={(event) => set({ with: event.target.value, change: undefined })}
              >
                <option value="">{t('choose')}</option>
                {offered.map((one) => (
                  <option key={one.id} value={one.id}>
                    {one.name}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </CardBody>
      </Card>
      {other ? (
        <Differences key={other} campaign={campaign} other={other} />
      ) : (
        <Empty icon={GitCompareArrows} title={t('none')}>
          {offered.length === 0 && candidates.items ? t('noCandidates') : t('noneWhy')}
        </Empty>
      )}
    </>
  );
}
