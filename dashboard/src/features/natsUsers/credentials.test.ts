import { expect, test } from 'vitest';
import { credentialsOf, fileNameOf } from './credentials';

test('the file has what a client needs, and nothing of a name can leave its comment', () => {
  const made = {
    id: 'i',
    name: 'x\nNATS_SEED=evil',
    subjects: ['domainflow.campaign.>', 'domainflow.user.>'],
    publicKey: 'U1',
    consumer: 'nats_user-i',
    inboxPrefix: '_INBOX_i',
    ownerId: null,
    createdAt: '',
    version: 1,
    seed: 'SU1',
  };
  expect(credentialsOf(made.name, made).split('\n')).toEqual([
    '# NATS user "x\\nNATS_SEED=evil", id i.',
    '# Keep this: NATS_SEED is the secret and shown only this once.',
    '# NATS_URL is what serve --nats-listen prints.',
    'NATS_SEED=SU1',
    'NATS_PUBLIC_KEY=U1',
    'NATS_INBOX_PREFIX=_INBOX_i',
    'NATS_CONSUMER=nats_user-i',
    "NATS_SUBJECTS='domainflow.campaign.>,domainflow.user.>'",
    '',
  ]);
});

test('while the read models are behind, it has the secret alone', () => {
  expect(credentialsOf('x', { id: 'i', sequence: 4, seed: 'SU1' })).toMatch(/NATS_SEED=SU1\n$/);
});

test.each([
  ['warehouse', 'warehouse.env'],
  ['../etc/Lager Süd', 'etc-Lager-Süd.env'],
  ['///', 'nats-user.env'],
])('the file of %s is %s', (name, file) => {
  expect(fileNameOf(name)).toBe(file);
});
