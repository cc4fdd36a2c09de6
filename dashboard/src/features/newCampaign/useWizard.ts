'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiError } from '@/lib/apiError';
import { useFaultText } from '@/lib/fault';
import { useAddress, useGo } from '@/lib/navigation';
import { check, create } from './create';
import { placeOf, type Step, stepOf, stepsOf } from './steps';
import { type Goal, goals, type Values } from './values';

export type Wizard = ReturnType<typeof useWizard>;

/** The form over its steps. Which step is shown is in the address; what was entered is kept between them. */
export function useWizard(start: { goal?: Goal; values: Values }) {
  const { params, set } = useAddress();
  const go = useGo();
  const client = useQueryClient();
  const faultText = useFaultText();
  const [values, setValues] = useState(start.values);
  const [errors, setErrors] = useState<Record<string, string>>({});
  const [refused, setRefused] = useState<unknown>();
  const [busy, setBusy] = useState(false);
  const goal = goals.find((one) => one === params.get('goal')) ?? start.goal;
  const steps = goal ? stepsOf[goal] : (['goal'] as Step[]);
  const step = (goal && steps.find((one) => one === params.get('step'))) || 'goal';

  const change = (part: Partial<Values>) => setValues((had) => ({ ...had, ...part }));
  const to = (next: Step, chosen: Goal | undefined = goal) =>
    set({ goal: chosen, step: next === 'goal' ? undefined : next });
  const show = (faults: Parameters<typeof faultText>[0][], at: Goal) => {
    const found = Object.fromEntries(faults.map((fault) => [placeOf(at, fault.field), faultText(fault)]));
    setErrors(found);
    return found;
  };

  /** Goes on where this step is right. */
  const next = async () => {
    if (!goal || goal === 'list') return;
    const faults = (await check(goal, values)).filter((fault) => stepOf(placeOf(goal, fault.field)) === step);
    show(faults, goal);
    const after = steps[steps.indexOf(step) + 1];
    if (faults.length === 0 && after) to(after);
  };
  const back = () => to(steps[Math.max(0, steps.indexOf(step) - 1)] ?? 'goal');

  /** Creates it, or goes to the first step that has a fault. */
  const finish = async () => {
    if (!goal || goal === 'list') return;
    setRefused(undefined);
    setBusy(true);
    try {
      const faults = await check(goal, values);
      if (faults.length > 0) return jump(show(faults, goal));
      const page = await create(goal, values);
      client.invalidateQueries({ queryKey: ['campaigns'] });
      go.push(page);
    } catch (error) {
      const faults = error instanceof ApiError ? (error.problem.errors ?? []) : [];
      if (faults.length > 0) jump(show(faults, goal));
      else setRefused(error);
    } finally {
      setBusy(false);
    }
  };
  const jump = (found: Record<string, string>) => {
    const wrong = new Set(Object.keys(found).map(stepOf));
    const first = steps.find((one) => wrong.has(one));
    if (first) to(first);
  };
  return { values, change, errors, refused, busy, goal, steps, step, to, next, back, finish };
}
