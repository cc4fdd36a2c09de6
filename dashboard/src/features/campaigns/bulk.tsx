'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { NoAnswerError } from '@/lib/apiError';
import { Button } from '@/ui/button';
import { Dialog } from '@/ui/dialog';
import { Progress } from '@/ui/progress';
import { useErrorText } from '@/ui/state';
import {
  type Campaign,
  type CampaignQuery,
  type CommandName,
  campaignServiceV2,
  commandNames,
} from './campaignServiceV2';
import { allowedCommands } from './useCommand';

type State =
  | { kind: 'asking' }
  | {
      kind: 'working' | 'done';
      all: number;
      done: number;
      carriedOut: number;
      refused: { name: string; why: string }[];
    };

/** How long to wait where the client itself says that it is enough, in ms. */
const pause = 5_000;

/** One command for all campaigns of a filter. The browser sends it to each of them, one after the other, and says so. */
export function Bulk({ filter, open, onClose }: { filter: CampaignQuery; open: boolean; onClose: () => void }) {
  const t = useTranslations('campaigns');
  const words = useTranslations('words');
  const { state, run, stop } = useBulk(filter);
  const close = () => {
    stop();
    onClose();
  };
  return (
    <Dialog open={open} onOpenChange={close} title={t('bulkTitle')} description={t('bulkWhy')}>
      {state.kind === 'asking' ? (
        <div className="flex flex-wrap gap-2">
          {commandNames.map((name) => (
            <Button key={name} variant={name === 'cancel' ? 'danger' : 'secondary'} onClick={() => run(name)}>
              {t(`commands.${name}`)}
            </Button>
          ))}
        </div>
      ) : (
        <div className="flex flex-col gap-3">
          <Progress value={state.all === 0 ? 100 : (state.done / state.all) * 100} label={t('bulkTitle')} />
          <p role="status">{t('bulkProgress', { done: state.done, all: state.all, carriedOut: state.carriedOut })}</p>
          {state.refused.length > 0 && (
            <ul className="flex max-h-48 flex-col gap-1 overflow-y-auto text-[13px] text-muted">
              {state.refused.map((one) => (
                <li key={one.name + one.why} className="foreign">
                  {one.name}: {one.why}
                </li>
              ))}
            </ul>
          )}
          <Button className="self-end" onClick={state.kind === 'working' ? stop : close}>
            {state.kind === 'working' ? t('bulkStop') : words('close')}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

function useBulk(filter: CampaignQuery) {
  const client = useQueryClient();
  const errorText = useErrorText();
  const [state, setState] = useState<State>({ kind: 'asking' });
  const going = useRef<AbortController>(undefined);
  const stop = () => {
    going.current?.abort();
    setState((had) => (had.kind === 'working' ? { ...had, kind: 'done' } : { kind: 'asking' }));
  };
  const run = async (name: CommandName) => {
    const controller = new AbortController();
    going.current = controller;
    const tally = { all: 0, done: 0, carriedOut: 0, refused: [] as { name: string; why: string }[] };
    const show = (kind: 'working' | 'done') => setState({ kind, ...tally, refused: [...tally.refused] });
    show('working');
    try {
      const matching = (await allOf(filter, controller.signal)).filter((one) =>
        allowedCommands(one.status).includes(name),
      );
      tally.all = matching.length;
      for (const campaign of matching) {
        if (controller.signal.aborted) break;
        const error = await carryOut(name, campaign, controller.signal);
        tally.done++;
        if (error === undefined) tally.carriedOut++;
        else tally.refused.push({ name: campaign.name, why: errorText(error) });
        show('working');
      }
    } catch (error) {
      if (!controller.signal.aborted) tally.refused.push({ name: '', why: errorText(error) });
    }
    show('done');
    client.invalidateQueries({ queryKey: ['campaigns'] });
  };
  return { state, run, stop };
}

/** Every campaign of a filter, not only those that are shown. */
async function allOf(filter: CampaignQuery, signal: AbortSignal): Promise<Campaign[]> {
  const all: Campaign[] = [];
  for (let cursor: string | undefined; ; ) {
    const { value } = await campaignServiceV2.list({ ...filter, limit: 1_000, cursor }, signal);
    all.push(...value.items);
    if (!value.nextCursor) return all;
    cursor = value.nextCursor;
  }
}

/** undefined, or why not. Where it is too much for a minute, it waits. */
async function carryOut(name: CommandName, campaign: Campaign, signal: AbortSignal): Promise<unknown> {
  while (!signal.aborted) {
    try {
      await campaignServiceV2.command(name, campaign.id);
      return undefined;
    } catch (error) {
      if (!(error instanceof NoAnswerError && error.reason === 'too_many')) return error;
      await new Promise((resume) => setTimeout(resume, pause));
    }
  }
}
