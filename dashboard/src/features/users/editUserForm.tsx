'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useTranslations } from 'use-intl';
import { useSelf } from '@/features/session/auth';
import { useApiForm } from '@/lib/form';
import { Link } from '@/lib/navigation';
import schema from '@/lib/schemas/UpdateUser.gen.json';
import { Button } from '@/ui/button';
import { Checkbox } from '@/ui/field';
import { Failure } from '@/ui/state';
import { useToast } from '@/ui/toast';
import { NameFields } from './nameFields';
import { RoleChoice } from './roleChoice';
import { type UpdateUser, type User, userService } from './userService';

/** Names, roles and whether somebody may sign in. What others have changed since is not overwritten. */
export function EditUserForm({ user }: { user: User }) {
  const t = useTranslations('users');
  const words = useTranslations('words');
  const client = useQueryClient();
  const toast = useToast();
  const self = useSelf();
  const { form, version } = useFormOf(user);
  const send = async (body: UpdateUser) => {
    await userService.update(user.id, { ...body, expectedVersion: version });
    form.reset(body);
    toast('good', words('saved'));
    await client.invalidateQueries({ queryKey: ['users'] });
  };
  return (
    <form className="flex flex-col gap-5" onSubmit={form.submit(send)}>
      {form.refused !== undefined && <Failure error={form.refused} />}
      <NameFields
        first={form.register('firstName')}
        last={form.register('lastName')}
        errors={[form.errorOf('firstName'), form.errorOf('lastName')]}
      />
      <RoleChoice
        chosen={form.watch('roles')}
        had={user.roles}
        onChange={(chosen) => form.setValue('roles', chosen, { shouldDirty: true })}
        error={form.errorOf('roles') && t('rolesNeeded')}
      />
      <Checkbox label={t('maySignIn')} hint={t('maySignInWhy')} {...form.register('isActive')} />
      {self.id === user.id && <p className="rounded-md bg-info-soft px-3 py-2 text-info">{t('thisIsYou')}</p>}
      <div className="flex gap-2">
        <Button type="submit" variant="primary" disabled={form.formState.isSubmitting}>
          {words('save')}
        </Button>
        <Button asChild variant="ghost">
          <Link href="/admin/users">{words('back')}</Link>
        </Button>
      </div>
    </form>
  );
}

/** The form of a user as they were when the person began to change them. Until then it follows what others do. */
function useFormOf(user: User) {
  const { firstName, lastName, roles, isActive } = user;
  const [version, setVersion] = useState(user.version);
  const form = useApiForm<UpdateUser>(schema, { firstName, lastName, roles, isActive });
  const { isDirty } = form.formState;
  const outdated = version !== user.version && !isDirty;
  useEffect(() => {
    if (!outdated) return;
    setVersion(user.version);
    form.reset({ firstName: user.firstName, lastName: user.lastName, roles: user.roles, isActive: user.isActive });
  }, [outdated, user, form.reset]);
  return { form, version };
}
