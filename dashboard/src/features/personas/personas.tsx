'use client';

import { Contact, Plus } from 'lucide-react';
import { useFormatter, useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { cn } from '@/lib/classNames';
import { Link, useAddress } from '@/lib/navigation';
import { useKeyset } from '@/lib/useKeyset';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, PageHeader } from '@/ui/card';
import { Field, Input, Select } from '@/ui/field';
import { List } from '@/ui/list';
import { Empty } from '@/ui/state';
import { Table, Td, Th } from '@/ui/table';
import { type Persona, type PersonaQuery, type PersonaType, personaService } from './personaService';

const types: PersonaType[] = ['dns', 'http'];

/** The team's personas, by type. */
export function Personas() {
  const t = useTranslations('personas');
  const { may } = useAuth();
  const { params, set } = useAddress();
  const type = types.find((one) => one === params.get('type')) ?? 'dns';
  const enabled = params.get('enabled');
  const query: PersonaQuery = {
    personaType: type,
    q: params.get('q') || undefined,
    isEnabled: enabled === 'true' || enabled === 'false' ? enabled === 'true' : undefined,
    sort: 'name',
  };
  const list = useKeyset(['personas', 'list', query], (cursor, signal) =>
    personaService.list({ ...query, cursor }, signal),
  );
  const create = may('personas:create') && (
    <Button asChild variant="primary">
      <Link href={`/personas/new?type=${type}`}>
        <Plus aria-hidden />
        {t(`new.${type}`)}
      </Link>
    </Button>
  );
  return (
    <>
      <PageHeader title={t('title')} description={t('about')} actions={create} />
      <Card>
        <nav aria-label={t('type')} className="flex gap-1 border-b border-line px-2">
          {types.map((one) => (
            <Link
              key={one}
              href={`/personas?type=${one}`}
              aria-current={one === type ? 'page' : undefined}
              className={cn(
                '-mb-px border-b-2 border-transparent px-3 py-2.5 font-medium text-muted hover:text-text',
                one === type && 'border-accent text-text',
              )}
            >
              {t(`types.${one}`)}
            </Link>
          ))}
        </nav>
        <div className="flex flex-wrap items-end gap-3 p-4">
          <Field label={t('search')} className="min-w-48 flex-1">
            {(props) => (
              <Input
                type="search"
                {...props}
                value={params.get('q') ?? ''}
                onChange={(event) => set({ q: event.target.value })}
              />
            )}
          </Field>
          <Field label={t('state')} className="w-40">
            {(props) => (
              <Select {...props} value={enabled ?? ''} onChange={(event) => set({ enabled: event.target.value })}>
                <option value="">{t('all')}</option>
                <option value="true">{t('enabled')}</option>
                <option value="false">{t('disabled')}</option>
              </Select>
            )}
          </Field>
        </div>
        <List
          {...list}
          empty={
            <Empty icon={Contact} title={t('none')} action={create}>
              {t(`noneWhy.${type}`)}
            </Empty>
          }
        >
          {(items) => <Rows personas={items} />}
        </List>
      </Card>
    </>
  );
}

function Rows({ personas }: { personas: Persona[] }) {
  const t = useTranslations('personas');
  const format = useFormatter();
  return (
    <Table label={t('title')}>
      <thead>
        <tr>
          <Th>{t('name')}</Th>
          <Th>{t('asks')}</Th>
          <Th>{t('pace')}</Th>
          <Th>{t('state')}</Th>
        </tr>
      </thead>
      <tbody>
        {personas.map((persona) => {
          const { configDetails: config } = persona;
          return (
            <tr key={persona.id} className="hover:bg-sunken">
              <Td className="min-w-40 max-w-80">
                <Link
                  href={`/personas/edit?id=${persona.id}`}
                  className="foreign line-clamp-2 font-medium hover:underline"
                >
                  {persona.name}
                </Link>
                {persona.description && (
                  <p className="foreign line-clamp-1 text-[13px] text-muted">{persona.description}</p>
                )}
              </Td>
              <Td className="foreign max-w-96 truncate font-mono text-xs text-muted">
                {'resolvers' in config ? config.resolvers.join(', ') : config.userAgent}
              </Td>
              <Td className="whitespace-nowrap text-muted tabular-nums">
                {config.rateLimitDps === 0
                  ? t('noLimit')
                  : t('perSecond', { count: format.number(config.rateLimitDps) })}
              </Td>
              <Td>
                <Badge tone={persona.isEnabled ? 'good' : 'quiet'}>
                  {t(persona.isEnabled ? 'enabled' : 'disabled')}
                </Badge>
              </Td>
            </tr>
          );
        })}
      </tbody>
    </Table>
  );
}
