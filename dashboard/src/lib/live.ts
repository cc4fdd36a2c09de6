/** Brings the messages of the feed into what is shown. */
import type { Query, QueryClient } from '@tanstack/react-query';
import { noteWritten } from './readYourWrites';
import type { FeedMessage } from './websocketService';
import { websocketService } from './websocketService';

/** What an event makes out of date, by the category that its type begins with. */
const roots: Record<string, string[]> = {
  campaign: ['campaigns', 'pipelines', 'events'],
  pipeline: ['pipelines', 'events'],
  persona: ['personas', 'events'],
  keyword_set: ['keyword-sets', 'events'],
  setting: ['config', 'events'],
  user: ['users', 'sessions', 'api-keys', 'events'],
  nats_user: ['nats-users', 'events'],
};

const followed = new Set(Object.values(roots).flat());

/** How often a root is read again at most: a busy run has many events a second. */
const pace = 1_000;

export const liveKey = (campaignId: string) => ['live', campaignId];

/**
 * What the feed has told of a campaign since it was read. `expected` is what a
 * command on its way will change: shown whatever was read, until somebody knows.
 */
export type LiveCampaign = { sequence: number; expected?: boolean } & Record<string, unknown>;

/** Follows everything that the person may read. Returns how to stop. */
export function followAll(client: QueryClient, hear: (message: FeedMessage) => void): () => void {
  const waiting = new Map<string, ReturnType<typeof setTimeout>>();
  const outdated = (root: string) => {
    if (waiting.has(root)) return;
    waiting.set(
      root,
      setTimeout(() => {
        waiting.delete(root);
        client.invalidateQueries({ queryKey: [root] });
      }, pace),
    );
  };
  let stopCatchingUp = () => {};
  const stop = websocketService.subscribe('all', {
    filter: { all: true },
    onMessage: (message) => {
      overlay(client, message);
      hear(message);
      if (message.type === 'campaign.progress') {
        if (message.campaignId) outdated(`results:${message.campaignId}`);
        return;
      }
      // The read models may be behind the feed: what is read from now on reflects the event.
      noteWritten(message.sequence ?? 0);
      for (const root of roots[message.type.split('.')[0] ?? ''] ?? []) outdated(root);
    },
    onBegin: (head) => {
      noteWritten(head);
      stopCatchingUp = catchUp(client, head);
    },
    onResync: () => client.invalidateQueries(),
  });
  return () => {
    stop();
    stopCatchingUp();
    for (const timer of waiting.values()) clearTimeout(timer);
  };
}

/**
 * What was read while the feed was on its way, or is being read still, may lack
 * what happened up to its beginning: that is read again, once. Returns how to stop.
 */
export function catchUp(client: QueryClient, head: number): () => void {
  const read = new Set<string>();
  const check = ({ queryKey, queryHash, state }: Query) => {
    const sequence = sequenceOf(state.data);
    if (!followed.has(`${queryKey[0]}`) || sequence === undefined || sequence >= head || read.has(queryHash)) return;
    read.add(queryHash);
    client.invalidateQueries({ queryKey, exact: true });
  };
  for (const query of client.getQueryCache().getAll()) check(query);
  return client.getQueryCache().subscribe((event) => {
    if (event.type === 'updated' && event.action.type === 'success') check(event.query);
  });
}

/** The sequence that an answer reflects, of a list its first page. */
function sequenceOf(data: unknown): number | undefined {
  const answer = (data as { pages?: unknown[] } | undefined)?.pages?.[0] ?? data;
  return (answer as { sequence?: number } | undefined)?.sequence;
}

/** Keeps what a message says of a campaign beside what was read; the newer one is shown. */
function overlay(client: QueryClient, { type, sequence, campaignId, data }: FeedMessage) {
  if (!campaignId || !sequence || !type.startsWith('campaign.')) return;
  const told = type === 'campaign.progress' ? data : pick(data, ['status', 'name', 'description']);
  client.setQueryData<LiveCampaign>(liveKey(campaignId), (had) =>
    had && !had.expected && had.sequence > sequence ? had : { ...had, ...told, sequence, expected: false },
  );
}

function pick(data: Record<string, unknown>, names: string[]) {
  return Object.fromEntries(names.filter((name) => data?.[name] !== undefined).map((name) => [name, data[name]]));
}
