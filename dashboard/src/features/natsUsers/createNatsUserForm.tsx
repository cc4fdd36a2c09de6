'use client';

import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useApiForm } from '@/lib/form';
import schema from '@/lib/schemas/CreateNATSUser.gen.json';
import { Button } from '@/ui/button';
import { Field, Input, Textarea } from '@/ui/field';
import { Failure } from '@/ui/state';
import type { CreateNatsUser } from './natsUserService';
import { examples, linesOf, withSubject } from './subjects';

type Props = { send: (body: CreateNatsUser) => Promise<void>; onCancel: () => void };

export function CreateNatsUserForm({ send, onCancel }: Props) {
  const t = useTranslations('natsUsers');
  const words = useTranslations('words');
  const form = useApiForm<CreateNatsUser>(schema, { name: '', subjects: ['domainflow.campaign.>'] });
  const [text, setText] = useState('domainflow.campaign.>');
  const write = (typed: string) => {
    setText(typed);
    form.setValue('subjects', linesOf(typed));
    form.clearErrors('subjects');
  };
  return (
    <form className="flex flex-col gap-5" onSubmit={form.submit(send)}>
      {form.refused !== undefined && <Failure error={form.refused} />}
      <Field label={words('name')} hint={t('nameHint')} error={form.errorOf('name')}>
        {(props) => <Input autoComplete="off" required {...props} {...form.register('name')} />}
      </Field>
      <Field label={t('subjects')} hint={t('subjectsHint')} error={errorIn(form.formState.errors.subjects)}>
        {(props) => (
          <Textarea
            required
            spellCheck={false}
            className="font-mono text-[13px]"
            value={text}
            onChange={(event) => write(event.target.value)}
            {...props}
          />
        )}
      </Field>
      <Examples onAdd={(subject) => write(withSubject(linesOf(text), subject).join('\n'))} />
      <div className="flex gap-2">
        <Button type="submit" variant="primary" disabled={form.formState.isSubmitting}>
          {words('create')}
        </Button>
        <Button variant="ghost" onClick={onCancel}>
          {words('cancel')}
        </Button>
      </div>
    </form>
  );
}

function Examples({ onAdd }: { onAdd: (subject: string) => void }) {
  const t = useTranslations('natsUsers');
  return (
    <section aria-label={t('examples')}>
      <p className="mb-2 text-[13px] text-muted">{t('examples')}</p>
      <ul className="flex flex-col gap-1">
        {examples.map(({ subject, reads }) => (
          <li key={subject} className="flex items-start gap-2">
            <Button variant="ghost" size="iconSm" aria-label={t('add', { subject })} onClick={() => onAdd(subject)}>
              <Plus />
            </Button>
            <span className="min-w-0 py-1 text-[13px]">
              <code className="foreign font-mono">{subject}</code>
              <span className="block text-muted">{t(`reads.${reads}`)}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

/** What is wrong with the list, or with the first of its lines that something is wrong with. */
function errorIn(errors: unknown): string | undefined {
  if (Array.isArray(errors)) return errors.find(Boolean)?.message;
  return (errors as { message?: string } | undefined)?.message;
}
