'use client';

import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { ApiError, NoAnswerError } from '@/lib/apiError';
import { useErrorText } from '@/ui/state';
import { type Campaign, type CampaignQuery, type CommandName, campaignServiceV2 } from './campaignServiceV2';
import { allowedCommands, isDeletable, useManages } from './useCommand';

export type BulkName = CommandName | 'delete';

export type Run = {
  going: boolean;
  /** The limit of commands is reached: it goes on in a while. */
  waits: boolean;
  all: number;
  done: number;
  carriedOut: number;
  refused: { campaign: Campaign; why: string }[];
};

/** How long to wait where a limit says that it is enough, in ms. */
const pause = 5_000;

/** One command for all campaigns of a filter: to which of them it can go, and how it goes. */
export function useBulk(filter: CampaignQuery) {
  const client = useQueryClient();
  const errorText = useErrorText();
  const manages = useManages();
  const [run, setRun] = useState<Run>();
  const going = useRef<AbortController>(undefined);
  // Under a key of its own: what these commands change is no reason to read all of them again.
  const { data: matching, error } = useQuery({
    queryKey: ['bulk', filter],
    queryFn: ({ signal }) => allOf(filter, signal),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    refetchInterval: false,
  });
  const of = (name: BulkName) =>
    (matching ?? []).filter((one) =>
      name === 'delete'
        ? isDeletable(one.status) && manages('campaigns:delete', one)
        : allowedCommands(one.status).includes(name) && manages('campaigns:execute', one),
    );
  const start = async (name: BulkName) => {
    const controller = new AbortController();
    going.current = controller;
    const campaigns = of(name);
    let now: Run = { going: true, waits: false, all: campaigns.length, done: 0, carriedOut: 0, refused: [] };
    const show = (changes: Partial<Run>) => {
      now = { ...now, ...changes };
      setRun(now);
    };
    show({});
    for (const campaign of campaigns) {
      const answer = await carryOut(name, campaign, controller.signal, () => show({ waits: true }));
      if (answer === 'stopped') break;
      show({ waits: false, done: now.done + 1 });
      if (answer === 'done') show({ carriedOut: now.carriedOut + 1 });
      else show({ refused: [...now.refused, { campaign, why: errorText(answer.error) }] });
      // Where no answer comes, the next would get none either.
      if (controller.signal.aborted || (answer !== 'done' && answer.error instanceof NoAnswerError)) break;
    }
    show({ going: false, waits: false });
    client.invalidateQueries({ queryKey: ['campaigns'] });
    client.invalidateQueries({ queryKey: ['pipelines'] });
  };
  return { matching, error, of, run, start, stop: () => going.current?.abort() };
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

type Outcome = 'done' | 'stopped' | { error: unknown };

/** Where it is too much for a minute, it waits. */
async function carryOut(name: BulkName, { id }: Campaign, signal: AbortSignal, onWait: () => void): Promise<Outcome> {
  while (!signal.aborted) {
    try {
      await (name === 'delete' ? campaignServiceV2.delete(id) : campaignServiceV2.command(name, id));
      return 'done';
    } catch (error) {
      if (!isTooMany(error)) return { error };
      onWait();
      await sleep(pause, signal);
    }
  }
  return 'stopped';
}

function isTooMany(error: unknown) {
  return (
    (error instanceof NoAnswerError && error.reason === 'too_many') ||
    (error instanceof ApiError && error.status === 429)
  );
}

function sleep(ms: number, signal: AbortSignal) {
  return new Promise<void>((resume) => {
    setTimeout(resume, ms);
    signal.addEventListener('abort', () => resume(), { once: true });
  });
}
