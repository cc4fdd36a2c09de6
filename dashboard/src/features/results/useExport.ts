'use client';

import { useRef, useState } from 'react';
import { api, read } from '@/lib/apiClient';
import { NoAnswerError, refusal } from '@/lib/apiError';
import { config } from '@/lib/config';
import type { ResultQuery } from './resultService';

export const formats = ['csv', 'ndjson', 'json'] as const;
export type Format = (typeof formats)[number];

export type ExportState =
  | { kind: 'idle' }
  | { kind: 'running'; bytes: number; rows: number }
  | { kind: 'done'; bytes: number }
  | { kind: 'failed'; error: unknown };

const newline = 10;

/**
 * Saves an export as a file. It is streamed into a blob, which browsers keep on
 * disk when it is large, so that a million rows never are in the memory of the
 * page; rows are counted on the way.
 */
export function useExport(id: string) {
  const [state, setState] = useState<ExportState>({ kind: 'idle' });
  const going = useRef<AbortController>(undefined);
  const run = async (format: Format, filter: ResultQuery) => {
    const controller = new AbortController();
    going.current = controller;
    setState({ kind: 'running', bytes: 0, rows: 0 });
    try {
      const response = await fetch(await ticketedUrl(id, format, filter), { signal: controller.signal }).catch(
        (error) => {
          throw controller.signal.aborted ? error : new NoAnswerError('network', error);
        },
      );
      if (!response.ok || !response.body) throw await refusal(response);
      let [bytes, rows] = [0, 0];
      const counted = response.body.pipeThrough(
        new TransformStream<Uint8Array, Uint8Array>({
          transform(chunk, sink) {
            bytes += chunk.length;
            for (const byte of chunk) if (byte === newline) rows++;
            setState({ kind: 'running', bytes, rows });
            sink.enqueue(chunk);
          },
        }),
      );
      save(await new Response(counted).blob(), nameOf(response) ?? `${id}.${format}`);
      setState({ kind: 'done', bytes });
    } catch (error) {
      setState(controller.signal.aborted ? { kind: 'idle' } : { kind: 'failed', error });
    }
  };
  return { state, run, cancel: () => going.current?.abort() };
}

/** A ticket stands for the token: no retry, no time limit of the client is in the way of a long answer. */
async function ticketedUrl(id: string, format: Format, filter: ResultQuery) {
  const { value } = await read(api.POST('/api/v2/auth/tickets', { body: { purpose: 'download' } }));
  const url = new URL(`${config.api.baseUrl}/campaigns/${id}/export`, window.location.href);
  for (const [name, given] of Object.entries({ ...filter, format, ticket: value.ticket })) {
    for (const one of [given ?? []].flat()) url.searchParams.append(name, `${one}`);
  }
  return url;
}

function nameOf(response: Response) {
  return /filename="?([^";]+)"?/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
}

function save(blob: Blob, name: string) {
  const url = URL.createObjectURL(blob);
  const link = Object.assign(document.createElement('a'), { href: url, download: name });
  link.click();
  URL.revokeObjectURL(url);
}
