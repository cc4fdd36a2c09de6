'use client';

import { ClipboardPaste, Plus, X } from 'lucide-react';
import { useState } from 'react';
import { useFieldArray } from 'react-hook-form';
import { useTranslations } from 'use-intl';
import { cn } from '@/lib/classNames';
import type { useApiForm } from '@/lib/form';
import { Button } from '@/ui/button';
import { Card, CardHeader } from '@/ui/card';
import { Dialog } from '@/ui/dialog';
import { Field, Input, Select, Textarea } from '@/ui/field';
import { newRule, type Values } from './values';

const columns = 'gap-2 md:grid-cols-[minmax(12rem,1fr)_8rem_9rem_5rem_5rem_auto_auto]';

type Form = ReturnType<typeof useApiForm<Values>>;

/** Rules as rows; what is wrong with one stands below it. */
export function Rules({ form }: { form: Form }) {
  const t = useTranslations('keywordSets');
  const rules = useFieldArray({ control: form.control, name: 'rules', keyName: 'key' });
  const [pasting, setPasting] = useState(false);
  const paste = (text: string) => {
    const patterns = text
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean);
    // A first row that nobody has written in makes room.
    if (rules.fields.length === 1 && !form.getValues('rules.0.pattern')) rules.remove(0);
    rules.append(patterns.map((pattern) => ({ ...newRule, pattern })));
    setPasting(false);
  };
  return (
    <Card>
      <CardHeader
        title={t('rules')}
        description={t('rulesWhy')}
        actions={
          <>
            <Button size="sm" onClick={() => setPasting(true)}>
              <ClipboardPaste aria-hidden />
              {t('paste')}
            </Button>
            <Button size="sm" onClick={() => rules.append(newRule)}>
              <Plus aria-hidden />
              {t('add')}
            </Button>
          </>
        }
      />
      {form.errorOf('rules') && <p className="px-5 pt-4 text-[13px] text-bad">{form.errorOf('rules')}</p>}
      <Heads />
      <ol>
        {rules.fields.map((field, index) => (
          <Rule key={field.key} form={form} index={index} onRemove={() => rules.remove(index)} />
        ))}
      </ol>
      <Paste open={pasting} onOpenChange={setPasting} onPaste={paste} />
    </Card>
  );
}

/** What the columns are, where there is room for columns; each field says it by itself as well. */
function Heads() {
  const t = useTranslations('keywordSets');
  return (
    <div
      aria-hidden
      className={cn(columns, 'hidden border-b border-line px-5 py-2 text-xs font-medium text-muted md:grid')}
    >
      <span>{t('pattern')}</span>
      <span>{t('type')}</span>
      <span>{t('category')}</span>
      <span>{t('weightShort')}</span>
      <span>{t('contextShort')}</span>
      <span className="w-20">{t('caseShort')}</span>
    </div>
  );
}

function Rule({ form, index, onRemove }: { form: Form; index: number; onRemove: () => void }) {
  const t = useTranslations('keywordSets');
  const faults = (['pattern', 'ruleType', 'category', 'weight', 'contextChars'] as const)
    .map((name) => form.errorOf(`rules.${index}.${name}`))
    .filter(Boolean);
  const place = { row: index + 1 };
  return (
    <li className="flex flex-col gap-2 border-b border-line px-5 py-3 last:border-0">
      <div className={cn(columns, 'grid grid-cols-2 items-center')}>
        <Input
          aria-label={t('patternOf', place)}
          aria-invalid={faults.length > 0}
          placeholder={t('pattern')}
          spellCheck={false}
          className="col-span-2 font-mono text-[13px] md:col-span-1"
          {...form.register(`rules.${index}.pattern`)}
        />
        <Select aria-label={t('typeOf', place)} {...form.register(`rules.${index}.ruleType`)}>
          <option value="string">{t('types.string')}</option>
          <option value="regex">{t('types.regex')}</option>
        </Select>
        <Input
          aria-label={t('categoryOf', place)}
          placeholder={t('category')}
          {...form.register(`rules.${index}.category`)}
        />
        <Input
          aria-label={t('weightOf', place)}
          placeholder="10"
          title={t('weight')}
          inputMode="numeric"
          {...form.register(`rules.${index}.weight`)}
        />
        <Input
          aria-label={t('contextOf', place)}
          placeholder="40"
          title={t('context')}
          inputMode="numeric"
          {...form.register(`rules.${index}.contextChars`)}
        />
        <label className="flex items-center gap-2 text-[13px] whitespace-nowrap">
          <input
            type="checkbox"
            className="size-4 accent-accent"
            {...form.register(`rules.${index}.isCaseSensitive`)}
          />
          {t('caseSensitive')}
        </label>
        <Button variant="ghost" size="iconSm" aria-label={t('removeOf', place)} onClick={onRemove}>
          <X />
        </Button>
      </div>
      {faults.map((fault) => (
        <p key={fault} className="text-[13px] text-bad">
          {fault}
        </p>
      ))}
    </li>
  );
}

function Paste({
  open,
  onOpenChange,
  onPaste,
}: {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  onPaste: (text: string) => void;
}) {
  const t = useTranslations('keywordSets');
  const [text, setText] = useState('');
  return (
    <Dialog open={open} onOpenChange={onOpenChange} title={t('paste')} description={t('pasteWhy')}>
      <div className="flex flex-col gap-4">
        <Field label={t('keywords')}>
          {(props) => (
            <Textarea
              {...props}
              className="min-h-48 font-mono text-[13px]"
              value={text}
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Button variant="primary" className="self-end" disabled={text.trim() === ''} onClick={() => onPaste(text)}>
          {t('add')}
        </Button>
      </div>
    </Dialog>
  );
}
