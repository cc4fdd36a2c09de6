import type { CreatedNatsUser } from './natsUserService';

/** The file that shells source and that `domainflow nats-user create` prints as well. */
export function credentialsOf(name: string, made: CreatedNatsUser): string {
  const lines = [
    `# NATS user ${JSON.stringify(name)}, id ${made.id}.`,
    '# Keep this: NATS_SEED is the secret and shown only this once.',
    '# NATS_URL is what serve --nats-listen prints.',
    `NATS_SEED=${made.seed}`,
  ];
  if ('publicKey' in made) {
    lines.push(
      `NATS_PUBLIC_KEY=${made.publicKey}`,
      `NATS_INBOX_PREFIX=${made.inboxPrefix}`,
      `NATS_CONSUMER=${made.consumer}`,
      `NATS_SUBJECTS='${made.subjects.join(',')}'`,
    );
  }
  return `${lines.join('\n')}\n`;
}

/** A name for the file, whatever the user is called. */
export function fileNameOf(name: string): string {
  return `${name.replaceAll(/[^\p{L}\p{N}_-]+/gu, '-').replaceAll(/^-+|-+$/g, '') || 'nats-user'}.env`;
}
