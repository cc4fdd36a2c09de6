'use client';

import { useTranslations } from 'use-intl';
import { useCampaign } from '@/features/campaigns/useCampaign';
import { Results } from '@/features/results/results';
import { useAuth } from '@/features/session/auth';
import { ApiError } from '@/lib/apiError';
import { useAddress } from '@/lib/navigation';
import { Failure, Loading } from '@/ui/state';
import { Tab, TabList, TabPanel, Tabs } from '@/ui/tabs';
import { CampaignEvents } from './events';
import { CampaignHeader } from './header';
import { ProgressTab } from './progressTab';
import { SettingsTab } from './settingsTab';
import { useLine } from './useLine';
import { usePlaces } from './usePlaces';

const tabs = ['progress', 'results', 'events', 'settings'] as const;

/** One campaign: how it goes, what it has found, what happened, what it was told. */
export function CampaignPage() {
  const { params } = useAddress();
  const id = params.get('id') ?? '';
  return <Shown key={id} id={id} />;
}

function Shown({ id }: { id: string }) {
  const t = useTranslations('campaign');
  const { may } = useAuth();
  const { params, set } = useAddress();
  const { campaign, error, refetch } = useCampaign(id);
  const places = usePlaces(campaign);
  const line = useLine(campaign);
  const gone = error instanceof ApiError && error.status === 404;
  if (error && (!campaign || gone)) return <Failure error={error} retry={refetch} />;
  if (!campaign) return <Loading />;
  const open = tabs.filter((tab) => tab !== 'events' || may('events:read'));
  const tab = open.find((one) => one === params.get('tab')) ?? 'progress';
  return (
    <>
      <CampaignHeader campaign={campaign} />
      <Tabs
        value={tab}
        onValueChange={(value) => set({ tab: value === 'progress' ? undefined : value, row: undefined })}
      >
        <TabList aria-label={campaign.name}>
          {open.map((one) => (
            <Tab key={one} value={one}>
              {t(`tabs.${one}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel value="progress">
          <ProgressTab campaign={campaign} line={line} />
        </TabPanel>
        <TabPanel value="results">
          <Results campaign={campaign} places={places} />
        </TabPanel>
        <TabPanel value="events">
          <CampaignEvents id={id} />
        </TabPanel>
        <TabPanel value="settings">
          <SettingsTab campaign={campaign} />
        </TabPanel>
      </Tabs>
    </>
  );
}
