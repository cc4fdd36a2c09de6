'use client';

import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useApiForm } from '@/lib/form';
import { Link } from '@/lib/navigation';
import schema from '@/lib/schemas/CreateUser.gen.json';
import { Button } from '@/ui/button';
import { Checkbox, Field, Input } from '@/ui/field';
import { PasswordInput } from '@/ui/passwordInput';
import { Failure } from '@/ui/state';
import { NameFields } from './nameFields';
import { RoleChoice } from './roleChoice';
import type { CreateUser } from './userService';

export function CreateUserForm({ send }: { send: (body: CreateUser) => Promise<void> }) {
  const t = useTranslations('users');
  const session = useTranslations('session');
  const words = useTranslations('words');
  const [oneTime, setOneTime] = useState(true);
  const form = useApiForm<CreateUser>(schema, {
    email: '',
    firstName: '',
    lastName: '',
    roles: ['user'],
    password: '',
  });
  const { isSubmitting } = form.formState;
  return (
    <form
      className="flex flex-col gap-5"
      onSubmit={form.submit((body) => send({ ...body, password: oneTime ? undefined : body.password }))}
    >
      {form.refused !== undefined && <Failure error={form.refused} />}
      <Field label={session('email')} error={form.errorOf('email')}>
        {(props) => <Input type="email" autoComplete="off" required {...props} {...form.register('email')} />}
      </Field>
      <NameFields
        first={form.register('firstName')}
        last={form.register('lastName')}
        errors={[form.errorOf('firstName'), form.errorOf('lastName')]}
      />
      <RoleChoice
        chosen={form.watch('roles')}
        onChange={(roles) => form.setValue('roles', roles)}
        error={form.errorOf('roles') && t('rolesNeeded')}
      />
      <Checkbox
        label={t('makeOneTime')}
        hint={t('makeOneTimeWhy')}
        checked={oneTime}
        onChange={(event) => setOneTime(event.target.checked)}
      />
      {!oneTime && (
        <Field label={session('password')} hint={session('passwordHint')} error={form.errorOf('password')}>
          {(props) => <PasswordInput autoComplete="new-password" required {...props} {...form.register('password')} />}
        </Field>
      )}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" disabled={isSubmitting}>
          {words('create')}
        </Button>
        <Button asChild variant="ghost">
          <Link href="/admin/users">{words('cancel')}</Link>
        </Button>
      </div>
    </form>
  );
}
