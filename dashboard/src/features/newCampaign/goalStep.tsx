'use client';

import { FileUp, Globe, ListFilter, type LucideIcon, TextCursorInput, Workflow } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { cn } from '@/lib/classNames';
import { stepsOf } from './steps';
import type { Wizard } from './useWizard';
import { type Goal, goals } from './values';

const icons: Record<Goal, LucideIcon> = {
  pipeline: Workflow,
  names: TextCursorInput,
  list: FileUp,
  dns: Globe,
  pages: ListFilter,
};

/** What somebody wants: everything else follows from it. */
export function GoalStep({ wizard }: { wizard: Wizard }) {
  const t = useTranslations('newCampaign');
  return (
    <div className="grid gap-3 sm:grid-cols-2">
      {goals.map((goal) => {
        const Icon = icons[goal];
        return (
          <button
            key={goal}
            type="button"
            onClick={() => wizard.to(stepsOf[goal][1] ?? 'goal', goal)}
            className={cn(
              'flex items-start gap-3.5 rounded-lg border border-line p-4 text-left transition-colors hover:border-accent hover:bg-sunken',
              goal === wizard.goal && 'border-accent',
              goal === 'pipeline' && 'sm:col-span-2',
            )}
          >
            <span className="rounded-md bg-accent-soft p-2 text-accent">
              <Icon aria-hidden className="size-5" />
            </span>
            <span>
              <span className="block font-semibold">{t(`goals.${goal}.title`)}</span>
              <span className="mt-0.5 block text-muted">{t(`goals.${goal}.why`)}</span>
            </span>
          </button>
        );
      })}
    </div>
  );
}
