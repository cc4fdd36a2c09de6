'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/ui/button';
import { Field, Input, Select, Textarea } from '@/ui/field';
import { Progress } from '@/ui/progress';
import { Failure } from '@/ui/state';
import { Report } from './report';
import { type CreatedList, uploadList } from './upload';
import type { Wizard } from './useWizard';

type State =
  | { kind: 'idle' }
  | { kind: 'sending'; share: number }
  | { kind: 'done'; created: CreatedList }
  | { kind: 'failed'; error: unknown };

/** Names that somebody has: a file, which goes from the disk to the server, or pasted text. */
export function FileStep({ wizard: { values, change, back } }: { wizard: Wizard }) {
  const t = useTranslations('newCampaign');
  const words = useTranslations('words');
  const client = useQueryClient();
  const [file, setFile] = useState<File>();
  const [pasted, setPasted] = useState('');
  const [format, setFormat] = useState<'text' | 'csv'>('text');
  const [column, setColumn] = useState('');
  const [state, setState] = useState<State>({ kind: 'idle' });
  const going = useRef<AbortController>(undefined);
  const send = async () => {
    const controller = new AbortController();
    going.current = controller;
    setState({ kind: 'sending', share: 0 });
    const { name, description } = values;
    const list = {
      name: name.trim(),
      description: description.trim(),
      format,
      column,
      content: file ?? new Blob([pasted]),
    };
    try {
      const created = await uploadList(list, (share) => setState({ kind: 'sending', share }), controller.signal);
      client.invalidateQueries({ queryKey: ['campaigns'] });
      setState({ kind: 'done', created });
    } catch (error) {
      setState(controller.signal.aborted ? { kind: 'idle' } : { kind: 'failed', error });
    }
  };
  if (state.kind === 'done') return <Report created={state.created} />;
  const sending = state.kind === 'sending';
  const ready = values.name.trim() !== '' && (file !== undefined || pasted.trim() !== '') && !sending;
  return (
    <div className="flex flex-col gap-5">
      {state.kind === 'failed' && <Failure error={state.error} />}
      <Field label={words('name')}>
        {(props) => (
          <Input
            {...props}
            maxLength={255}
            value={values.name}
            onChange={(event) => change({ name: event.target.value })}
          />
        )}
      </Field>
      <Field label={t('file')} hint={t('fileHint')}>
        {(props) => (
          <Input
            type="file"
            accept=".txt,.csv,.gz,text/plain,text/csv"
            className="h-auto py-1.5"
            {...props}
            onChange={(event) => setFile(event.target.files?.[0])}
          />
        )}
      </Field>
      {!file && (
        <Field label={t('paste')} hint={t('pasteHint')}>
          {(props) => (
            <Textarea
              {...props}
              spellCheck={false}
              className="min-h-40 font-mono"
              value={pasted}
              onChange={(event) => setPasted(event.target.value)}
            />
          )}
        </Field>
      )}
      <div className="flex flex-wrap gap-4">
        <Field label={t('format')} className="w-56">
          {(props) => (
            <Select {...props} value={format} onChange={(event) => setFormat(event.target.value as typeof format)}>
              <option value="text">{t('formats.text')}</option>
              <option value="csv">{t('formats.csv')}</option>
            </Select>
          )}
        </Field>
        {format === 'csv' && (
          <Field label={`${t('column')} (${words('optional')})`} hint={t('columnHint')} className="w-64">
            {(props) => <Input {...props} value={column} onChange={(event) => setColumn(event.target.value)} />}
          </Field>
        )}
      </div>
      {sending && <Progress value={state.share >= 1 ? null : state.share * 100} label={t('uploading')} />}
      <div className="flex justify-between gap-3">
        <Button onClick={sending ? () => going.current?.abort() : back}>{sending ? words('cancel') : t('back')}</Button>
        <Button variant="primary" disabled={!ready} onClick={send}>
          {t('upload')}
        </Button>
      </div>
    </div>
  );
}
