'use client';

import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useAddress } from '@/lib/navigation';
import { PageHeader } from '@/ui/card';
import { Failure, Loading } from '@/ui/state';
import { Tab, TabList, TabPanel, Tabs } from '@/ui/tabs';
import { configService } from './configService';
import { sections } from './fields';
import { SectionForm } from './sectionForm';

/** What can be changed while the program runs. */
export function Settings() {
  const t = useTranslations('settings');
  const { params, set } = useAddress();
  const section = sections.find((one) => one === params.get('section')) ?? 'server';
  const { data, error, refetch } = useQuery({
    queryKey: ['config'],
    queryFn: ({ signal }) => configService.get(signal),
  });
  return (
    <>
      <PageHeader title={t('title')} description={t('about')} />
      {error && !data && <Failure error={error} retry={refetch} />}
      {!data && !error && <Loading />}
      {data && (
        <Tabs value={section} onValueChange={(value) => set({ section: value })}>
          <TabList aria-label={t('title')}>
            {sections.map((one) => (
              <Tab key={one} value={one}>
                {t(`sections.${one}`)}
              </Tab>
            ))}
          </TabList>
          <TabPanel value={section}>
            <SectionForm
              key={`${section} ${data.value[section].version}`}
              section={section}
              saved={data.value[section]}
            />
          </TabPanel>
        </Tabs>
      )}
    </>
  );
}
