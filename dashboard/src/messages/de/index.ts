import campaign from './campaign.json';
import campaigns from './campaigns.json';
import errors from './errors.json';
import events from './events.json';
import faults from './faults.json';
import keywordSets from './keywordSets.json';
import newCampaign from './newCampaign.json';
import overview from './overview.json';
import personas from './personas.json';
import pipelines from './pipelines.json';
import results from './results.json';
import session from './session.json';
import shell from './shell.json';
import words from './words.json';

export default {
  campaign,
  campaigns,
  errors,
  events,
  faults,
  keywordSets,
  newCampaign,
  overview,
  personas,
  pipelines,
  results,
  session,
  shell,
  words,
};
