'use client';

import { ShieldCheck } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useAddress } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Card } from '@/ui/card';
import { Field, Select } from '@/ui/field';
import { List } from '@/ui/list';
import { Empty } from '@/ui/state';
import { type EventQuery, eventService } from './eventService';
import { LogHeader } from './events';
import { EventTable } from './eventTable';

const types = ['access.login_succeeded', 'access.login_failed', 'access.refused', 'access.exported'] as const;

/** Access records are no events of the feed: they are asked for. */
const pace = 10_000;

/** Who came in, who was turned away, who took data out. */
export function Audit() {
  const t = useTranslations('events');
  const words = useTranslations('words');
  const { params, set } = useAddress();
  const type = types.find((one) => one === params.get('type'));
  const query: EventQuery = { category: 'access', order: 'desc', includeData: true, ...(type && { type: [type] }) };
  const list = useKeyset(['audit', query], (cursor, signal) => eventService.list({ ...query, cursor }, signal), {
    refetchInterval: ({ state }) => ((state.data?.pages.length ?? 0) > 1 ? false : pace),
  });
  return (
    <>
      <LogHeader here="/audit" />
      <Card>
        <div className="p-4">
          <Field label={t('type')} className="w-64">
            {(props) => (
              <Select {...props} value={type ?? ''} onChange={(event) => set({ type: event.target.value })}>
                <option value="">{words('all')}</option>
                {types.map((one) => (
                  <option key={one} value={one}>
                    {t(`accessTypes.${one.slice('access.'.length) as 'refused'}`)}
                  </option>
                ))}
              </Select>
            )}
          </Field>
        </div>
        <List
          {...list}
          empty={
            <Empty icon={ShieldCheck} title={t('none')}>
              {t('noAccess')}
            </Empty>
          }
        >
          {(items) => <EventTable events={items} />}
        </List>
      </Card>
    </>
  );
}
