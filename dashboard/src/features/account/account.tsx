'use client';

import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { useAddress } from '@/lib/navigation';
import { PageHeader } from '@/ui/card';
import { Tab, TabList, TabPanel, Tabs } from '@/ui/tabs';
import { ApiKeys } from './apiKeys';
import { ChangePassword } from './changePassword';
import { Appearance, Permissions, Profile } from './profile';
import { Sessions } from './sessions';

const tabs = ['profile', 'security', 'api-keys'] as const;

/** Who one is, what one may, where one is signed in, and the keys that act for one. */
export function Account() {
  const t = useTranslations('account');
  const { may } = useAuth();
  const { params, set } = useAddress();
  const open = tabs.filter((tab) => tab !== 'api-keys' || may('api-keys:manage'));
  const shown = open.find((tab) => tab === params.get('tab')) ?? 'profile';
  return (
    <>
      <PageHeader title={t('title')} />
      <Tabs value={shown} onValueChange={(tab) => set({ tab: tab === 'profile' ? undefined : tab })}>
        <TabList aria-label={t('title')}>
          {open.map((tab) => (
            <Tab key={tab} value={tab}>
              {t(`tabs.${tab}`)}
            </Tab>
          ))}
        </TabList>
        <TabPanel value="profile" className="grid items-start gap-6 lg:grid-cols-2">
          <Profile />
          <Appearance />
          <Permissions />
        </TabPanel>
        <TabPanel value="security" className="flex flex-col gap-6">
          <ChangePassword />
          <Sessions />
        </TabPanel>
        <TabPanel value="api-keys">
          <ApiKeys />
        </TabPanel>
      </Tabs>
    </>
  );
}
