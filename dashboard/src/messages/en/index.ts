import errors from './errors.json';
import session from './session.json';
import shell from './shell.json';
import words from './words.json';

export default { errors, session, shell, words };
