import type { ComponentProps } from 'react';
import { cn } from '@/lib/classNames';

/** A plain table for short lists; it scrolls sideways by itself, with all that is in it. */
export function Table({ className, label, ...props }: ComponentProps<'table'> & { label: string }) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard (axe: scrollable-region-focusable)
    <section className="relative overflow-x-auto" aria-label={label} tabIndex={0}>
      <table
        className={cn(
          'w-full text-left md:[&_tr>:first-child]:pl-5 md:[&_tr>:last-child]:pr-5 [&>tbody>tr:last-child>*]:border-b-0',
          className,
        )}
        {...props}
      />
    </section>
  );
}

export function Th({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn('whitespace-nowrap border-b border-line px-4 py-2.5 text-xs font-medium text-muted', className)}
      {...props}
    />
  );
}

export function Td({ className, ...props }: ComponentProps<'td'>) {
  return <td className={cn('border-b border-line px-4 py-3 align-middle', className)} {...props} />;
}
