'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { type CampaignDetail, campaignServiceV2 } from '@/features/campaigns/campaignServiceV2';
import { useCampaign } from '@/features/campaigns/useCampaign';
import { useApiForm } from '@/lib/form';
import { useGo, useParam } from '@/lib/navigation';
import schema from '@/lib/schemas/RenameCampaign.gen.json';
import { Button } from '@/ui/button';
import { Card, CardBody, PageHeader } from '@/ui/card';
import { Field, Input, Textarea } from '@/ui/field';
import { Failure, Loading } from '@/ui/state';
import { useToast } from '@/ui/toast';

/** Name and description. What a campaign does never changes. */
export function EditCampaign() {
  const id = useParam('id') ?? '';
  const { campaign, error, refetch } = useCampaign(id);
  if (error && !campaign) return <Failure error={error} retry={refetch} />;
  if (!campaign) return <Loading />;
  return <Form campaign={campaign} />;
}

function Form({ campaign }: { campaign: CampaignDetail }) {
  const t = useTranslations('words');
  const go = useGo();
  const toast = useToast();
  const client = useQueryClient();
  const form = useApiForm(schema, {
    name: campaign.name,
    description: campaign.description ?? '',
    expectedVersion: campaign.version,
  });
  const send = async (body: { name: string; description: string; expectedVersion: number }) => {
    await campaignServiceV2.rename(campaign.id, body);
    await client.invalidateQueries({ queryKey: ['campaigns'] });
    toast('good', t('saved'));
    go.push(`/campaigns/view?id=${campaign.id}`);
  };
  return (
    <>
      <PageHeader title={campaign.name} />
      <Card className="max-w-2xl">
        <CardBody>
          <form className="flex flex-col gap-5" onSubmit={form.submit(send)} noValidate>
            {form.refused !== undefined && <Failure error={form.refused} />}
            <Field label={t('name')} error={form.errorOf('name')}>
              {(props) => <Input {...props} {...form.register('name')} />}
            </Field>
            <Field label={t('description')} error={form.errorOf('description')}>
              {(props) => <Textarea {...props} {...form.register('description')} />}
            </Field>
            <div className="flex justify-end gap-2">
              <Button onClick={() => go.push(`/campaigns/view?id=${campaign.id}`)}>{t('cancel')}</Button>
              <Button type="submit" variant="primary" disabled={form.formState.isSubmitting}>
                {t('save')}
              </Button>
            </div>
          </form>
        </CardBody>
      </Card>
    </>
  );
}
