'use client';

import { ListFilter, Plus } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { Link, useAddress } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, PageHeader } from '@/ui/card';
import { Field, Input } from '@/ui/field';
import { List } from '@/ui/list';
import { Empty } from '@/ui/state';
import { Table, Td, Th } from '@/ui/table';
import { type KeywordSet, type KeywordSetQuery, keywordSetService } from './keywordSetService';

/** The team's keyword sets. */
export function KeywordSets() {
  const t = useTranslations('keywordSets');
  const { may } = useAuth();
  const { params, set } = useAddress();
  const query: KeywordSetQuery = { q: params.get('q') || undefined, sort: 'name' };
  const list = useKeyset(['keyword-sets', 'list', query], (cursor, signal) =>
    keywordSetService.list({ ...query, cursor }, signal),
  );
  const create = may('keywords:create') && (
    <Button asChild variant="primary">
      <Link href="/keyword-sets/new">
        <Plus aria-hidden />
        {t('new')}
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('about')} actions={create} />
      <Card>
        <div className="p-4">
          <Field label={t('search')}>
            {(props) => (
              <Input
                type="search"
                {...props}
                value={params.get('q') ?? ''}
                onChange={(event) => set({ q: event.target.value })}
              />
            )}
          </Field>
        </div>
        <List
          {...list}
          empty={
            <Empty icon={ListFilter} title={t('none')} action={create}>
              {t('noneWhy')}
            </Empty>
          }
        >
          {(items) => <Rows sets={items} />}
        </List>
      </Card>
    </>
  );
}

function Rows({ sets }: { sets: KeywordSet[] }) {
  const t = useTranslations('keywordSets');
  const format = useFormatter();
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <Th>{t('name')}</Th>
          <Th>{t('rules')}</Th>
          <Th>{t('matchIn')}</Th>
          <Th>{t('state')}</Th>
        </tr>
      </thead>
      <tbody>
        {sets.map((set) => (
          <tr key={set.id} className="hover:bg-sunken">
            <Td className="min-w-40 max-w-96">
              <Link
                href={`/keyword-sets/edit?id=${set.id}`}
                className="foreign line-clamp-2 font-medium hover:underline"
              >
                {set.name}
              </Link>
              {set.description && <p className="foreign line-clamp-1 text-[13px] text-muted">{set.description}</p>}
            </Td>
            <Td className="tabular-nums">{format.number(set.ruleCount)}</Td>
            <Td className="text-muted">{set.matchIn.map((one) => t(`places.${one as 'title'}`)).join(', ')}</Td>
            <Td>
              <Badge tone={set.isEnabled ? 'good' : 'quiet'}>{t(set.isEnabled ? 'enabled' : 'disabled')}</Badge>
            </Td>
          </tr>
        ))}
      </tbody>
    </Table>
  );
}
