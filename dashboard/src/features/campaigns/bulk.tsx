'use client';

import { useEffect, useState } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import { Button } from '@/ui/button';
import { Confirm } from '@/ui/confirm';
import { Dialog } from '@/ui/dialog';
import { Progress } from '@/ui/progress';
import { Failure, Loading } from '@/ui/state';
import { type CampaignQuery, commandNames } from './campaignServiceV2';
import { type BulkName, type Run, useBulk } from './useBulk';

const names: BulkName[] = [...commandNames, 'delete'];

type Asked = Extract<BulkName, 'cancel' | 'delete'>;

/** One command for all campaigns of a filter. The browser sends it to each of them, one after the other, and says so. */
export function Bulk({ filter, onClose }: { filter: CampaignQuery; onClose: () => void }) {
  const t = useTranslations('campaigns');
  const { matching, error, of, run, start, stop } = useBulk(filter);
  const [asked, ask] = useState<Asked>();
  // biome-ignore lint/correctness/useExhaustiveDependencies: only when it is gone
  useEffect(() => stop, []);
  if (asked)
    return (
      <Confirm
        open
        onOpenChange={() => ask(undefined)}
        title={t(`bulkAsk.${asked}`, { count: of(asked).length })}
        action={t(`bulkCommands.${asked}`, { count: of(asked).length })}
        onConfirm={() => start(asked)}
      >
        {t(asked === 'cancel' ? 'cancelWhy' : 'deleteWhy')}
      </Confirm>
    );
  return (
    <Dialog open onOpenChange={onClose} title={t('bulkTitle')} description={t('bulkWhy')}>
      {run ? (
        <Going run={run} stop={stop} close={onClose} />
      ) : error ? (
        <Failure error={error} />
      ) : matching ? (
        <Choice count={(name) => of(name).length} all={matching.length} ask={ask} start={start} />
      ) : (
        <Loading lines={2} />
      )}
    </Dialog>
  );
}

type ChoiceProps = {
  all: number;
  count: (name: BulkName) => number;
  ask: (name: Asked) => void;
  start: (name: BulkName) => void;
};

/** The commands, each with how many campaigns it can go to. */
function Choice({ all, count, ask, start }: ChoiceProps) {
  const t = useTranslations('campaigns');
  return (
    <>
      <p className="mb-3">{t('bulkMatching', { count: all })}</p>
      <div className="flex flex-wrap gap-2">
        {names
          .filter((name) => count(name) > 0)
          .map((name) => {
            const final = name === 'cancel' || name === 'delete';
            return (
              <Button
                key={name}
                variant={final ? 'danger' : 'secondary'}
                onClick={() => (final ? ask(name) : start(name))}
              >
                {t(`bulkCommands.${name}`, { count: count(name) })}
              </Button>
            );
          })}
      </div>
    </>
  );
}

function Going({ run, stop, close }: { run: Run; stop: () => void; close: () => void }) {
  const t = useTranslations('campaigns');
  const words = useTranslations('words');
  const format = useFormatter();
  return (
    <div className="flex flex-col gap-3">
      <Progress value={run.all === 0 ? 100 : (run.done / run.all) * 100} label={t('bulkTitle')} />
      <p role="status" className="tabular-nums">
        {t('bulkProgress', { done: run.done, all: run.all, carriedOut: run.carriedOut })}
        {run.waits && <span className="block text-muted">{t('bulkWaits')}</span>}
        {!run.going && run.done < run.all && (
          <span className="block text-muted">{t('bulkLeft', { left: format.number(run.all - run.done) })}</span>
        )}
      </p>
      {run.refused.length > 0 && (
        <section aria-label={t('bulkRefused', { count: run.refused.length })}>
          <h3 className="mb-1.5 font-medium text-bad">{t('bulkRefused', { count: run.refused.length })}</h3>
          <ul className="flex max-h-48 flex-col divide-y divide-line overflow-y-auto rounded-md border border-line">
            {run.refused.map(({ campaign, why }) => (
              <li key={campaign.id} className="px-3 py-2 text-[13px]">
                <p className="foreign font-medium">{campaign.name}</p>
                <p className="foreign text-muted">{why}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      <Button className="self-end" onClick={run.going ? stop : close}>
        {run.going ? t('bulkStop') : words('close')}
      </Button>
    </div>
  );
}
