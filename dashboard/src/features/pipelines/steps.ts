import type { Campaign } from '@/features/campaigns/campaignServiceV2';
import type { Domain } from './pipelineService';

type Type = Campaign['campaignType'];

/** Steps that were deleted are absent, so that the place of one says nothing. */
function ofType(steps: Campaign[], ...types: Type[]) {
  return steps.find(({ campaignType }) => types.includes(campaignType));
}

const namesOf = (steps: Campaign[]) => ofType(steps, 'domain_generation', 'domain_list');
const dnsOf = (steps: Campaign[]) => ofType(steps, 'dns_validation');
const httpOf = (steps: Campaign[]) => ofType(steps, 'http_keyword_validation');

export type Stage = { key: 'names' | 'resolved' | 'live' | 'match'; count: number };

/** How many names each step left: generated, resolved, live, matched. */
export function stagesOf(steps: Campaign[]): Stage[] {
  const [names, dns, http] = [namesOf(steps), dnsOf(steps), httpOf(steps)];
  const match = http?.counts.match ?? 0;
  const stages: (Stage | undefined)[] = [
    names && { key: 'names', count: names.successfulItems },
    dns && { key: 'resolved', count: dns.counts.resolved ?? 0 },
    http && { key: 'live', count: match + (http.counts.no_match ?? 0) },
    http && { key: 'match', count: match },
  ];
  return stages.filter((stage) => stage !== undefined);
}

/** The last step that has found out something about a name. */
export function stepOf(steps: Campaign[], { dnsStatus, httpStatus }: Domain): Campaign | undefined {
  const told = (status: string | null | undefined) => status && status !== 'pending';
  return (told(httpStatus) && httpOf(steps)) || (told(dnsStatus) && dnsOf(steps)) || namesOf(steps) || steps[0];
}
