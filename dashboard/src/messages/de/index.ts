import about from './about.json';
import account from './account.json';
import campaign from './campaign.json';
import campaigns from './campaigns.json';
import compare from './compare.json';
import errors from './errors.json';
import events from './events.json';
import faults from './faults.json';
import history from './history.json';
import keywordSets from './keywordSets.json';
import monitoring from './monitoring.json';
import natsUsers from './natsUsers.json';
import newCampaign from './newCampaign.json';
import overview from './overview.json';
import permissions from './permissions.json';
import personas from './personas.json';
import pipelines from './pipelines.json';
import results from './results.json';
import session from './session.json';
import settings from './settings.json';
import shell from './shell.json';
import users from './users.json';
import words from './words.json';

export default {
  about,
  account,
  campaign,
  campaigns,
  compare,
  errors,
  events,
  faults,
  history,
  keywordSets,
  monitoring,
  natsUsers,
  newCampaign,
  overview,
  permissions,
  personas,
  pipelines,
  results,
  session,
  settings,
  shell,
  users,
  words,
};
