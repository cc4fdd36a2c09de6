'use client';

import { ChevronDown } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { cn } from '@/lib/classNames';
import { control, Field } from './field';
import { Menu, MenuCheckbox } from './menu';

type Props<T extends string> = {
  label: string;
  options: readonly T[];
  name: (option: T) => string;
  chosen: readonly T[];
  onChange: (chosen: T[]) => void;
  className?: string;
};

/** Any number out of a few. None chosen means all. */
export function Choices<T extends string>({ label, options, name, chosen, onChange, className }: Props<T>) {
  const t = useTranslations('words');
  const shown = chosen.length > 0 ? chosen.map(name).join(', ') : t('all');
  const toggle = (option: T) =>
    onChange(options.filter((one) => (one === option ? !chosen.includes(one) : chosen.includes(one))));
  return (
    <Field label={label} className={className}>
      {({ id }) => (
        <Menu
          align="start"
          trigger={
            <button
              type="button"
              id={id}
              aria-label={`${label}: ${shown}`}
              className={cn(control, 'flex h-9 items-center justify-between gap-2')}
            >
              <span className="truncate">{shown}</span>
              <ChevronDown aria-hidden className="size-4 shrink-0" />
            </button>
          }
        >
          {options.map((option) => (
            <MenuCheckbox
              key={option}
              checked={chosen.includes(option)}
              onSelect={(event) => event.preventDefault()}
              onCheckedChange={() => toggle(option)}
            >
              {name(option)}
            </MenuCheckbox>
          ))}
        </Menu>
      )}
    </Field>
  );
}
