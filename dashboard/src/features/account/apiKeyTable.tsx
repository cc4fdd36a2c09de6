'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Table, Td, Th } from '@/ui/table';
import type { ApiKey } from './accountService';

type Props = { keys: ApiKey[]; onRevoke: (key: ApiKey) => void };

export function ApiKeyTable({ keys, onRevoke }: Props) {
  const t = useTranslations('account.keys');
  const words = useTranslations('words');
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <Th>{words('name')}</Th>
          <Th>{t('scopes')}</Th>
          <Th>{t('lastUse')}</Th>
          <Th>{t('expires')}</Th>
          <Th>{words('created')}</Th>
          <Th>
            <span className="sr-only">{words('actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {keys.map((key) => (
          <Row key={key.id} apiKey={key} onRevoke={() => onRevoke(key)} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ apiKey, onRevoke }: { apiKey: ApiKey; onRevoke: () => void }) {
  const t = useTranslations('account.keys');
  const words = useTranslations('words');
  const format = useFormatter();
  const day = (at?: string) => (at ? format.dateTime(new Date(at), { dateStyle: 'medium' }) : words('never'));
  const { name, prefix, scopes, expiresAt, lastUsedAt, createdAt, revokedAt } = apiKey;
  const expired = expiresAt !== undefined && new Date(expiresAt) <= new Date();
  return (
    <tr>
      <Td className="min-w-40 align-top">
        <span className="foreign font-medium">{name}</span>
        <code className="block font-mono text-[13px] text-muted">dfk_{prefix}_…</code>
      </Td>
      <Td className="min-w-52 align-top">
        <Scopes scopes={scopes} />
      </Td>
      <Td className="align-top whitespace-nowrap text-muted">
        {lastUsedAt
          ? format.dateTime(new Date(lastUsedAt), { dateStyle: 'medium', timeStyle: 'short' })
          : words('never')}
      </Td>
      <Td className="align-top whitespace-nowrap text-muted">
        {expired ? <Badge tone="warn">{t('expired')}</Badge> : day(expiresAt)}
      </Td>
      <Td className="align-top whitespace-nowrap text-muted">{day(createdAt)}</Td>
      <Td className="text-right align-top">
        {revokedAt ? (
          <Badge tone="bad">{t('revokedOn', { day: day(revokedAt) })}</Badge>
        ) : (
          <Button size="sm" variant="danger" aria-label={t('revokeOne', { name })} onClick={onRevoke}>
            {t('revoke')}
          </Button>
        )}
      </Td>
    </tr>
  );
}

/** Scopes beyond which the rest is shown by opening it. */
const few = 3;

function Scopes({ scopes }: { scopes: ApiKey['scopes'] }) {
  const t = useTranslations('account.keys');
  const list = (some: ApiKey['scopes']) => (
    <ul className="flex flex-wrap gap-x-3 gap-y-1">
      {some.map((scope) => (
        <li key={scope}>
          <code className="font-mono text-[13px]">{scope}</code>
        </li>
      ))}
    </ul>
  );
  if (scopes.length <= few) return list(scopes);
  return (
    <details>
      <summary className="cursor-pointer whitespace-nowrap">{t('scopeCount', { count: scopes.length })}</summary>
      <div className="mt-1.5 max-w-md">{list(scopes)}</div>
    </details>
  );
}
