'use client';

import { cva, type VariantProps } from 'class-variance-authority';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from '@/lib/classNames';
import { useOnline } from '@/lib/online';

const look = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 whitespace-nowrap rounded-md font-medium transition-colors disabled:pointer-events-none disabled:opacity-50 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-accent text-on-accent hover:bg-accent-strong',
        secondary: 'border border-line bg-surface text-text shadow-xs hover:bg-sunken',
        ghost: 'text-text hover:bg-quiet-soft',
        danger: 'border border-line bg-surface text-bad shadow-xs hover:bg-bad-soft',
        link: 'text-accent underline-offset-4 hover:underline',
      },
      size: { md: 'h-9 px-3.5', sm: 'h-8 px-2.5 text-[13px]', icon: 'size-9', iconSm: 'size-8', inline: 'h-auto p-0' },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
);

/** A button; with asChild it gives its look to a link. */
export function Button({
  className,
  disabled,
  type,
  variant,
  size,
  asChild,
  ...props
}: ComponentProps<'button'> & VariantProps<typeof look> & { asChild?: boolean }) {
  const Element = asChild ? Slot.Root : 'button';
  // A command waits for the network; nothing keeps it until then.
  const online = useOnline();
  return (
    <Element
      {...(asChild ? {} : { type: type ?? 'button', disabled: disabled || (type === 'submit' && !online) })}
      className={cn(look({ variant, size }), className)}
      {...props}
    />
  );
}
