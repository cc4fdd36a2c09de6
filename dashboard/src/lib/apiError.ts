import type { components } from './api.gen';

export type Problem = components['schemas']['Problem'];

/** How the API refuses: `code` is from its closed list, see docs/openapi.yaml. */
export class ApiError extends Error {
  constructor(
    readonly problem: Problem,
    /** Seconds, where the API says when to come again. */
    readonly retryAfter?: number,
  ) {
    super(problem.detail ?? problem.title);
    this.name = 'ApiError';
  }

  get status() {
    return this.problem.status;
  }

  get code(): string {
    return this.problem.code;
  }

  get requestId(): string | undefined {
    return this.problem.requestId;
  }
}

/** No answer came: the network is gone, the server is, it took too long, or nothing was sent. */
export class NoAnswerError extends Error {
  constructor(
    readonly reason: 'network' | 'timeout' | 'circuit_open' | 'too_many',
    cause?: unknown,
  ) {
    super(reason, { cause });
    this.name = 'NoAnswerError';
  }
}

/** Reads the refusal out of an answer, whoever gave it: proxies send no problem document. */
export async function refusal(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('Retry-After')) || undefined;
  const body: unknown = await response.json().catch(() => undefined);
  if (body !== null && typeof body === 'object' && 'code' in body) {
    return new ApiError(body as Problem, retryAfter);
  }
  const problem = { status: response.status, title: response.statusText, code: `HTTP_${response.status}` };
  return new ApiError(problem as unknown as Problem, retryAfter);
}
