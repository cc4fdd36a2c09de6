/** Brings the messages of the feed into what is shown. */
import type { QueryClient } from '@tanstack/react-query';
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
    onResync: () => client.invalidateQueries(),
  });
  return () => {
    stop();
    for (const timer of waiting.values()) clearTimeout(timer);
  };
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
