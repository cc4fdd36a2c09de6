import type { Campaign } from '@/features/campaigns/campaignServiceV2';
import type { components } from '@/lib/api.gen';
import { type Goal, initial, type Values } from './values';

type Schemas = components['schemas'];

/** The form as it was for an earlier campaign. A list has to be given again: the browser does not have it. */
export function prefill(campaign: Campaign): { goal: Goal; values: Values } {
  const values: Values = { ...structuredClone(initial), name: campaign.name, description: campaign.description ?? '' };
  switch (campaign.campaignType) {
    case 'domain_generation': {
      const params = campaign.params as Schemas['GenerationParams'];
      values.pattern = {
        patternType: params.patternType,
        prefixVariableLength: `${params.prefixVariableLength}`,
        suffixVariableLength: `${params.suffixVariableLength}`,
        characterSet: params.characterSet,
        constantString: params.constantString,
        tlds: params.tlds.join(', '),
        numDomainsToGenerate: params.numDomainsToGenerate === '0' ? '' : params.numDomainsToGenerate,
      };
      return { goal: 'names', values };
    }
    case 'dns_validation': {
      const params = campaign.params as Schemas['DNSParams'];
      values.sourceCampaignId = params.sourceCampaignId;
      values.dns = {
        personaIds: params.personaIds,
        recordTypes: params.recordTypes,
        retryAttempts: `${params.retryAttempts}`,
        processingSpeedPerMinute: `${params.processingSpeedPerMinute}`,
      };
      return { goal: 'dns', values };
    }
    case 'http_keyword_validation': {
      const params = campaign.params as Schemas['HTTPParams'];
      values.sourceCampaignId = params.sourceCampaignId;
      values.http = {
        personaIds: params.personaIds,
        keywordSetIds: params.keywordSetIds,
        adHocKeywords: params.adHocKeywords.join('\n'),
        targetHttpPorts: params.targetHttpPorts.join(', '),
        path: params.path,
        retryAttempts: `${params.retryAttempts}`,
        processingSpeedPerMinute: `${params.processingSpeedPerMinute}`,
      };
      return { goal: 'pages', values };
    }
    case 'domain_list':
      return { goal: 'list', values };
  }
}
