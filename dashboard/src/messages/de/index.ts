import account from './account.json';
import errors from './errors.json';
import natsUsers from './natsUsers.json';
import permissions from './permissions.json';
import session from './session.json';
import shell from './shell.json';
import users from './users.json';
import words from './words.json';

export default { account, errors, natsUsers, permissions, session, shell, users, words };
