'use client';

import { useQuery } from '@tanstack/react-query';
import { Check } from 'lucide-react';
import { type FormEvent, useEffect, useRef } from 'react';
import { useTranslations } from 'use-intl';
import { campaignServiceV2 } from '@/features/campaigns/campaignServiceV2';
import { cn } from '@/lib/classNames';
import { useParam } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Card, CardBody, PageHeader } from '@/ui/card';
import { Failure, Loading } from '@/ui/state';
import { DNSStep } from './dnsStep';
import { FileStep } from './fileStep';
import { GoalStep } from './goalStep';
import { NamesStep } from './namesStep';
import { PagesStep } from './pagesStep';
import { prefill } from './prefill';
import { ReviewStep } from './reviewStep';
import { SourceStep } from './sourceStep';
import { useWizard, type Wizard } from './useWizard';
import { type Goal, initial, type Values } from './values';

/** The guided form. `from` is an earlier campaign that it begins with, `source` one that is to be followed. */
export function NewCampaign() {
  const from = useParam('from');
  const source = useParam('source');
  const { data, error, refetch } = useQuery({
    queryKey: ['campaigns', 'one', from],
    queryFn: ({ signal }) => campaignServiceV2.get(from ?? '', {}, signal),
    enabled: from !== undefined,
  });
  if (error) return <Failure error={error} retry={refetch} />;
  if (from && !data) return <Loading />;
  const start = data ? prefill(data.value) : { values: { ...initial, sourceCampaignId: source ?? '' } };
  return <Steps key={`${from} ${source}`} start={start} />;
}

function Steps({ start }: { start: { goal?: Goal; values: Values } }) {
  const t = useTranslations('newCampaign');
  const wizard = useWizard(start);
  const { step, steps, refused, busy } = wizard;
  const heading = useRef<HTMLHeadingElement>(null);
  const shown = useRef(step);
  useEffect(() => {
    // Who does not see the page hears that it is another step.
    if (shown.current !== step) heading.current?.focus();
    shown.current = step;
  }, [step]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (step === 'review') wizard.finish();
    else wizard.next();
  };
  return (
    <>
      <PageHeader title={t('title')} description={t('about')} />
      <StepList wizard={wizard} />
      <form onSubmit={submit} noValidate>
        <Card>
          <CardBody className="flex flex-col gap-6">
            <div>
              <h2 ref={heading} tabIndex={-1} className="text-[15px] font-semibold outline-none">
                {t(`steps.${step}`)}
              </h2>
              <p className="mt-0.5 text-muted">{t(`why.${step}`)}</p>
            </div>
            {refused !== undefined && <Failure error={refused} />}
            <StepBody wizard={wizard} />
          </CardBody>
          {step !== 'goal' && step !== 'file' && (
            <footer className="flex justify-between gap-3 border-t border-line px-5 py-4">
              <Button onClick={wizard.back}>{t('back')}</Button>
              <Button type="submit" variant="primary" disabled={busy}>
                {step === 'review' ? t(wizard.values.autoStart ? 'createAndStart' : 'create') : t('next')}
              </Button>
            </footer>
          )}
          {step === 'goal' && steps.length > 1 && (
            <footer className="flex justify-end border-t border-line px-5 py-4">
              <Button variant="primary" onClick={() => wizard.to(steps[1] ?? 'goal')}>
                {t('next')}
              </Button>
            </footer>
          )}
        </Card>
      </form>
    </>
  );
}

function StepBody({ wizard }: { wizard: Wizard }) {
  switch (wizard.step) {
    case 'goal':
      return <GoalStep wizard={wizard} />;
    case 'names':
      return <NamesStep wizard={wizard} />;
    case 'file':
      return <FileStep wizard={wizard} />;
    case 'source':
      return <SourceStep wizard={wizard} />;
    case 'dns':
      return <DNSStep wizard={wizard} />;
    case 'pages':
      return <PagesStep wizard={wizard} />;
    case 'review':
      return <ReviewStep wizard={wizard} />;
  }
}

/** Where one is. Steps that were passed can be gone back to. */
function StepList({ wizard: { steps, step, to } }: { wizard: Wizard }) {
  const t = useTranslations('newCampaign');
  const here = steps.indexOf(step);
  if (steps.length < 2) return null;
  return (
    <ol className="mb-5 flex flex-wrap gap-x-6 gap-y-2">
      {steps.map((one, index) => (
        <li key={one}>
          <button
            type="button"
            disabled={index >= here}
            aria-current={one === step ? 'step' : undefined}
            onClick={() => to(one)}
            className={cn('flex items-center gap-2 font-medium text-muted', index <= here && 'text-text')}
          >
            <span
              aria-hidden
              className={cn(
                'grid size-6 place-items-center rounded-full border border-field text-xs',
                index < here && 'border-accent bg-accent-soft text-accent',
                index === here && 'border-accent bg-accent text-on-accent',
              )}
            >
              {index < here ? <Check className="size-3.5" /> : index + 1}
            </span>
            {t(`steps.${one}`)}
          </button>
        </li>
      ))}
    </ol>
  );
}
