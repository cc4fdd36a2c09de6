import { InfiniteQueryObserver, QueryClient, QueryObserver } from '@tanstack/react-query';
import { expect, test } from 'vitest';
import { catchUp } from './live';

const page = (sequence: number) => ({ items: [], nextCursor: null, sequence });

/** A list that reflects more each time it is read. */
function list(client: QueryClient, queryKey: string[], ...sequences: number[]) {
  let reads = 0;
  const observer = new InfiniteQueryObserver(client, {
    queryKey,
    queryFn: async () => page(sequences[Math.min(reads++, sequences.length - 1)] as number),
    initialPageParam: undefined,
    getNextPageParam: () => undefined,
  });
  const stop = observer.subscribe(() => {});
  const settled = () => expect.poll(() => observer.getCurrentResult().fetchStatus).toBe('idle');
  return { reads: () => reads, settled, stop };
}

test('what was read before the feed began is read again, once', async () => {
  const client = new QueryClient();
  const early = list(client, ['events', 'list'], 5, 9);
  const current = list(client, ['campaigns', 'list'], 7);
  const never = list(client, ['personas', 'list'], 5);
  await early.settled();
  await current.settled();
  await never.settled();
  const stop = catchUp(client, 7);
  await expect.poll(early.reads).toBe(2);
  await expect.poll(never.reads).toBe(2);
  await never.settled();
  await client.refetchQueries({ queryKey: ['personas'] });
  expect([early.reads(), current.reads(), never.reads()]).toEqual([2, 1, 3]);
  for (const end of [stop, early.stop, current.stop, never.stop]) end();
});

test('what is on its way when the feed begins is looked at when it is there', async () => {
  const client = new QueryClient();
  const answers = [5, 8];
  let reads = 0;
  let answer = (_: { value: object; sequence: number }) => {};
  const observer = new QueryObserver(client, {
    queryKey: ['config'],
    queryFn: () => {
      reads++;
      return new Promise<{ value: object; sequence: number }>((resolve) => {
        answer = resolve;
      });
    },
  });
  const stops = [observer.subscribe(() => {}), catchUp(client, 7)];
  answer({ value: {}, sequence: answers[0] as number });
  await expect.poll(() => reads).toBe(2);
  answer({ value: {}, sequence: answers[1] as number });
  await expect.poll(() => observer.getCurrentResult().data?.sequence).toBe(8);
  expect(reads).toBe(2);
  for (const stop of stops) stop();
});
