/** The typed client of the API: paths, parameters and answers are those of docs/openapi.yaml. */
import createClient, { type Middleware } from 'openapi-fetch';
import type { paths } from './api.gen';
import { NoAnswerError, refusal } from './apiError';
import { commandLimit } from './commandLimit';
import { config } from './config';
import { enhancedFetch } from './enhancedApiClient';
import { noteAnswered } from './freshness';
import { noteReached } from './online';
import { minSequenceFor, noteWritten } from './readYourWrites';
import { tokenManager } from './tokenManager';

/** One answer and the sequence of the log that it reflects. */
export type Read<T> = { value: T; sequence: number };

const headers: Middleware = {
  onRequest({ request, schemaPath }) {
    request.headers.set('X-Request-Id', crypto.randomUUID());
    if (tokenManager.token) request.headers.set('Authorization', `Bearer ${tokenManager.token}`);
    const url = new URL(request.url);
    if (request.method === 'GET') {
      const sequence = minSequenceFor(url.pathname);
      if (sequence === undefined) return request;
      url.searchParams.set('minSequence', `${sequence}`);
      return new Request(url, request);
    }
    // A preview is a question, though it is posted.
    if (schemaPath.endsWith('/preview')) return request;
    if (!commandLimit.take(`${request.method} ${schemaPath}`)) throw new NoAnswerError('too_many');
    if (!url.pathname.includes('/auth/')) request.headers.set('Idempotency-Key', crypto.randomUUID());
    return request;
  },
};

/** Somebody whose token has just run out gets another one and is asked nothing. */
async function send(request: Request): Promise<Response> {
  const response = await enhancedFetch(request.clone());
  if (response.status !== 401 || !request.headers.has('Authorization')) return response;
  try {
    const grant = await tokenManager.refresh();
    const again = new Request(request);
    again.headers.set('Authorization', `Bearer ${grant.accessToken}`);
    return await enhancedFetch(again);
  } catch {
    return response;
  }
}

/** Paths of the document begin with /api/v2 already. */
const origin = config.api.baseUrl.replace(/\/api\/v2$/, '');

export const api = createClient<paths>({
  baseUrl: origin || (typeof window === 'undefined' ? '' : window.location.origin),
  fetch: send,
  credentials: 'include',
  // names=a&names=b, as the API reads lists.
  querySerializer: { array: { style: 'form', explode: true } },
});
api.use(headers);

type Answer<T> = { data?: T; error?: unknown; response: Response };

/** The body of an answer, or throws an ApiError. */
export async function read<T>(answer: Promise<Answer<T>>): Promise<Read<T>> {
  const { data, error, response } = await answer;
  noteAnswered(response);
  // What the service worker has kept is no sign of the server.
  noteReached(!response.headers.has('X-Kept'));
  if (!response.ok) throw await refusal(remake(response, error));
  return { value: data as T, sequence: Number(response.headers.get('Event-Sequence')) || 0 };
}

/** As read, of a command: what is read from now on reflects it. */
export async function command<T>(answer: Promise<Answer<T>>): Promise<T> {
  const { value, sequence } = await read(answer);
  noteWritten(sequence);
  return value;
}

/** The client has read the body of a refusal already. */
function remake(response: Response, error: unknown): Response {
  return new Response(typeof error === 'string' ? error : JSON.stringify(error ?? null), {
    status: response.status,
    statusText: response.statusText,
    headers: response.headers,
  });
}
