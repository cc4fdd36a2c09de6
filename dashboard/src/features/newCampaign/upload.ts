import type { components } from '@/lib/api.gen';
import { ApiError, NoAnswerError, type Problem } from '@/lib/apiError';
import { config } from '@/lib/config';
import { noteWritten } from '@/lib/readYourWrites';
import { tokenManager } from '@/lib/tokenManager';

export type CreatedList = components['schemas']['CreatedList'];

export type ListUpload = { name: string; description: string; format: 'text' | 'csv'; column: string; content: Blob };

/**
 * Sends a list of names. The content is streamed by the browser, from disk where
 * it is a file; XMLHttpRequest is what tells how far it is. It has no time limit
 * and is not repeated: a list of a million takes its time.
 */
export function uploadList(
  list: ListUpload,
  onProgress: (share: number) => void,
  signal: AbortSignal,
): Promise<CreatedList> {
  const url = new URL(`${config.api.baseUrl}/campaigns/list`, window.location.href);
  url.searchParams.set('name', list.name);
  url.searchParams.set('format', list.format);
  if (list.description) url.searchParams.set('description', list.description);
  if (list.format === 'csv' && list.column) url.searchParams.set('column', list.column);
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('POST', url);
    request.setRequestHeader('Authorization', `Bearer ${tokenManager.token}`);
    request.setRequestHeader('Idempotency-Key', crypto.randomUUID());
    request.setRequestHeader('Content-Type', list.format === 'csv' ? 'text/csv' : 'text/plain');
    request.upload.onprogress = (event) => onProgress(event.total > 0 ? event.loaded / event.total : 0);
    request.onerror = () => reject(new NoAnswerError('network'));
    request.onabort = () => reject(signal.reason);
    request.onload = () => {
      const answer: unknown = JSON.parse(request.responseText || 'null');
      if (request.status >= 400) return reject(new ApiError(answer as Problem));
      noteWritten(Number(request.getResponseHeader('Event-Sequence')) || 0);
      resolve(answer as CreatedList);
    };
    signal.addEventListener('abort', () => request.abort(), { once: true });
    request.send(list.content);
  });
}
