import campaigns from './campaigns.json';
import errors from './errors.json';
import session from './session.json';
import shell from './shell.json';
import words from './words.json';

export default { campaigns, errors, session, shell, words };
