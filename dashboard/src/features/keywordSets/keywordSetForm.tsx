'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { useApiForm } from '@/lib/form';
import { useGo } from '@/lib/navigation';
import { useOnline } from '@/lib/online';
import schema from '@/lib/schemas/UpdateKeywordSet.gen.json';
import { Button } from '@/ui/button';
import { Card, CardBody, PageHeader } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { Checkbox, Field, Input, Textarea } from '@/ui/field';
import { Failure, useErrorText } from '@/ui/state';
import { useToast } from '@/ui/toast';
import { type KeywordSet, type KeywordSetBody, keywordSetService } from './keywordSetService';
import { Rules } from './rules';
import { bodyOf, places, type Values, valuesOf } from './values';

/** Makes or changes a set. A change concerns later runs only. */
export function KeywordSetForm({ set }: { set?: KeywordSet }) {
  const t = useTranslations('keywordSets');
  const words = useTranslations('words');
  const go = useGo();
  const toast = useToast();
  const client = useQueryClient();
  const { may } = useAuth();
  const readOnly = !may(set ? 'keywords:update' : 'keywords:create');
  const body = (values: Values): KeywordSetBody => bodyOf(values, set?.version);
  const form = useApiForm<Values>(schema, valuesOf(set), body);
  const done = async () => {
    // The list reads again when it is shown; what was deleted must not.
    await client.invalidateQueries({ queryKey: ['keyword-sets'], refetchType: 'none' });
    toast('good', words('saved'));
    go.push('/keyword-sets');
  };
  const send = async (values: Values) => {
    await (set ? keywordSetService.update(set.id, body(values)) : keywordSetService.create(body(values)));
    await done();
  };
  return (
    <>
      <PageHeader
        title={set ? set.name : t('new')}
        actions={set && may('keywords:delete') && <Delete set={set} onDone={done} />}
      />
      <form onSubmit={form.submit(send)} noValidate>
        <fieldset disabled={readOnly} className="flex flex-col gap-5">
          {form.refused !== undefined && <Failure error={form.refused} />}
          <Card className="max-w-3xl">
            <CardBody className="flex flex-col gap-5">
              <Field label={words('name')} error={form.errorOf('name')}>
                {(props) => <Input {...props} {...form.register('name')} />}
              </Field>
              <Field label={`${words('description')} (${words('optional')})`} error={form.errorOf('description')}>
                {(props) => <Textarea className="min-h-16" {...props} {...form.register('description')} />}
              </Field>
              <Checkbox label={t('isEnabled')} hint={t('isEnabledHint')} {...form.register('isEnabled')} />
              <fieldset>
                <legend className="font-medium">{t('matchIn')}</legend>
                <div className="mt-2 flex flex-wrap gap-x-6 gap-y-2">
                  {places.map((place) => (
                    <Checkbox key={place} label={t(`places.${place}`)} value={place} {...form.register('matchIn')} />
                  ))}
                </div>
              </fieldset>
            </CardBody>
          </Card>
          <Rules form={form} />
        </fieldset>
        <div className="mt-6 flex justify-end gap-2">
          <Button onClick={() => go.push('/keyword-sets')}>{words(readOnly ? 'back' : 'cancel')}</Button>
          {!readOnly && (
            <Button type="submit" variant="primary" disabled={form.formState.isSubmitting}>
              {words('save')}
            </Button>
          )}
        </div>
      </form>
    </>
  );
}

function Delete({ set, onDone }: { set: KeywordSet; onDone: () => void }) {
  const t = useTranslations('keywordSets');
  const words = useTranslations('words');
  const online = useOnline();
  const toast = useToast();
  const errorText = useErrorText();
  const [asked, ask] = useState(false);
  return (
    <>
      <Button variant="danger" disabled={!online} onClick={() => ask(true)}>
        {words('delete')}
      </Button>
      <Confirm
        open={asked}
        onOpenChange={ask}
        title={t('deleteTitle', { name: set.name })}
        action={words('delete')}
        onConfirm={() =>
          keywordSetService.delete(set.id).then(onDone, (error: unknown) => toast('bad', errorText(error)))
        }
      >
        {t('deleteWhy')}
      </Confirm>
    </>
  );
}
