'use client';

import { Check } from 'lucide-react';
import { useTheme } from 'next-themes';
import { useFormatter, useTranslations } from 'use-intl';
import { useAuth, useSelf } from '@/features/session/auth';
import { grouped } from '@/features/session/permissions';
import { type Language, languages, useLanguage } from '@/lib/language';
import { Card, CardBody, CardHeader, Facts } from '@/ui/card';
import { Field, Select } from '@/ui/field';

export function Profile() {
  const t = useTranslations('account');
  const session = useTranslations('session');
  const names = useTranslations('permissions.roles');
  const words = useTranslations('words');
  const format = useFormatter();
  const self = useSelf();
  const day = (at: string) => format.dateTime(new Date(at), { dateStyle: 'long', timeStyle: 'short' });
  return (
    <Card>
      <CardHeader title={t('profile')} description={t('profileAbout')} />
      <CardBody>
        <Facts
          items={[
            [words('name'), `${self.firstName} ${self.lastName}`],
            [session('email'), self.email],
            [t('roles'), self.roles.map((role) => names(role)).join(', ')],
            [t('lastLogin'), self.lastLoginAt ? day(self.lastLoginAt) : words('never')],
            [words('created'), day(self.createdAt)],
          ]}
        />
      </CardBody>
    </Card>
  );
}

const themes = ['light', 'dark', 'system'] as const;

/** Kept in this browser, for all of its tabs. */
export function Appearance() {
  const t = useTranslations('account');
  const shell = useTranslations('shell');
  const { theme, setTheme } = useTheme();
  const { language, choose } = useLanguage();
  return (
    <Card>
      <CardHeader title={t('appearance')} description={t('appearanceAbout')} />
      <CardBody className="grid gap-4 sm:grid-cols-2">
        <Field label={shell('theme')}>
          {({ id }) => (
            <Select id={id} value={theme} onChange={(event) => setTheme(event.target.value)}>
              {themes.map((name) => (
                <option key={name} value={name}>
                  {shell(name)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Field label={shell('language')}>
          {({ id }) => (
            <Select id={id} value={language} onChange={(event) => choose(event.target.value as Language)}>
              {Object.entries(languages).map(([tag, name]) => (
                <option key={tag} value={tag} lang={tag}>
                  {name}
                </option>
              ))}
            </Select>
          )}
        </Field>
      </CardBody>
    </Card>
  );
}

/** What the person may do. */
export function Permissions() {
  const t = useTranslations('account');
  const names = useTranslations('permissions');
  const { state } = useAuth();
  if (state.kind !== 'somebody') return null;
  return (
    <Card className="lg:col-span-2">
      <CardHeader title={t('permissions')} description={t('permissionsAbout')} />
      <CardBody className="grid gap-x-8 gap-y-6 sm:grid-cols-2 lg:grid-cols-3">
        {grouped(state.permissions).map(([group, permissions]) => (
          <section key={group}>
            <h3 className="mb-2 text-[13px] font-medium text-muted">{names(`groups.${group}`)}</h3>
            <ul className="flex flex-col gap-1.5">
              {permissions.map((permission) => (
                <li key={permission} className="flex items-start gap-2">
                  <Check aria-hidden className="mt-0.5 size-4 shrink-0 text-good" />
                  {names(`names.${permission}`)}
                </li>
              ))}
            </ul>
          </section>
        ))}
      </CardBody>
    </Card>
  );
}
