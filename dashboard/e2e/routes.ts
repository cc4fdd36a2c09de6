/** Bytes, gzip -9 for scripts: everything that a page loads until it rests. */
export const budgets = { signInScriptBytes: 240 * 1024, scriptBytes: 300 * 1024, policyBytes: 2048 };

/** All pages, by whether somebody has to be signed in. */
export const routes = {
  outside: ['/login', '/nowhere'],
  inside: ['/'],
};
