'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useFormatter, useTranslations } from 'use-intl';
import { useApiForm } from '@/lib/form';
import { Badge } from '@/ui/badge';
import { Button } from '@/ui/button';
import { Card, CardBody } from '@/ui/card';
import { Checkbox, Field, Input, Select, Textarea } from '@/ui/field';
import { Failure } from '@/ui/state';
import { useToast } from '@/ui/toast';
import { type Config, configService, type Section } from './configService';
import { type FieldKind, fieldsOf, schemas } from './fields';

type Values = Record<string, string | boolean>;

/** One section: what is saved, what is about to change, what it would be by default. */
export function SectionForm({ section, saved }: { section: Section; saved: Config[Section] }) {
  const t = useTranslations('settings');
  const words = useTranslations('words');
  const format = useFormatter();
  const toast = useToast();
  const client = useQueryClient();
  const fields = fieldsOf(section);
  const before = Object.fromEntries(
    fields.map(([name, kind]) => [name, textOf(kind, (saved as Record<string, unknown>)[name])]),
  );
  const bodyOf = (values: Values) => ({
    ...Object.fromEntries(fields.map(([name, kind]) => [name, bodyValue(kind, values[name])])),
    expectedVersion: saved.version,
  });
  const form = useApiForm<Values>(schemas[section], before, bodyOf);
  const values = form.watch();
  const changed = fields.filter(([name]) => values[name] !== before[name]).length;
  const send = async (entered: Values) => {
    await configService.update(section, bodyOf(entered));
    await client.invalidateQueries({ queryKey: ['config'] });
    toast('good', t('saved'));
  };
  return (
    <Card className="max-w-3xl">
      <CardBody>
        <form onSubmit={form.submit(send)} noValidate className="flex flex-col gap-6">
          {form.refused !== undefined && <Failure error={form.refused} />}
          {fields.map(([name, kind]) => (
            <Control key={name} name={name} kind={kind} form={form} changed={values[name] !== before[name]} />
          ))}
          <div className="flex flex-wrap items-center justify-between gap-3">
            <p className="text-[13px] text-muted">
              {saved.updatedAt
                ? t('changedAt', {
                    time: format.dateTime(new Date(saved.updatedAt), { dateStyle: 'medium', timeStyle: 'short' }),
                  })
                : t('neverChanged')}
            </p>
            <div className="flex gap-2">
              <Button disabled={changed === 0} onClick={() => form.reset(before)}>
                {t('discard')}
              </Button>
              <Button type="submit" variant="primary" disabled={changed === 0 || form.formState.isSubmitting}>
                {changed === 0 ? words('save') : t('saveChanges', { count: changed })}
              </Button>
            </div>
          </div>
        </form>
      </CardBody>
    </Card>
  );
}

type ControlProps = { name: string; kind: FieldKind; form: ReturnType<typeof useApiForm<Values>>; changed: boolean };

function Control({ name, kind, form, changed }: ControlProps) {
  const t = useTranslations('settings');
  const label = t(`fields.${name as 'level'}.label`);
  const hint = t(`fields.${name as 'level'}.hint`);
  const badge = changed && <Badge tone="info">{t('changed')}</Badge>;
  if (kind.kind === 'flag') {
    return (
      <Checkbox
        label={
          <span className="inline-flex items-center gap-2">
            {label} {badge}
          </span>
        }
        hint={hint}
        {...form.register(name)}
      />
    );
  }
  return (
    <Field
      label={
        <span className="inline-flex items-center gap-2">
          {label} {badge}
        </span>
      }
      hint={hint}
      error={form.errorOf(name)}
    >
      {(props) => {
        if (kind.kind === 'choice') {
          return (
            <Select className="max-w-52" {...props} {...form.register(name)}>
              {kind.options.map((option) => (
                <option key={option}>{option}</option>
              ))}
            </Select>
          );
        }
        if (kind.kind === 'lines')
          return (
            <Textarea
              spellCheck={false}
              className="min-h-16 font-mono text-[13px]"
              {...props}
              {...form.register(name)}
            />
          );
        return <Input inputMode="numeric" className="max-w-52" {...props} {...form.register(name)} />;
      }}
    </Field>
  );
}

function textOf({ kind }: FieldKind, value: unknown): string | boolean {
  if (kind === 'flag') return value === true;
  return kind === 'lines' ? (value as string[]).join('\n') : `${value}`;
}

function bodyValue({ kind }: FieldKind, value: string | boolean | undefined): unknown {
  if (kind === 'flag') return value === true;
  const text = `${value ?? ''}`.trim();
  if (kind === 'lines') return text.split(/\s+/).filter(Boolean);
  if (kind === 'choice') return text;
  return text === '' ? undefined : Number.isFinite(Number(text)) ? Number(text) : text;
}
