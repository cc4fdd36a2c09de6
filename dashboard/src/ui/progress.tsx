import { cn } from '@/lib/classNames';

/** How far something is. `value` is 0 to 100; null: nobody knows yet. */
export function Progress({ value, label, className }: { value: number | null; label: string; className?: string }) {
  return (
    <progress
      aria-label={label}
      max={100}
      {...(value === null ? {} : { value })}
      className={cn(
        'h-1.5 w-full appearance-none overflow-hidden rounded-full bg-quiet-soft [&::-moz-progress-bar]:bg-accent [&::-webkit-progress-bar]:bg-quiet-soft [&::-webkit-progress-value]:rounded-full [&::-webkit-progress-value]:bg-accent [&::-webkit-progress-value]:transition-[width] [&:indeterminate]:animate-pulse [&:indeterminate]:bg-accent-soft',
        className,
      )}
    />
  );
}
