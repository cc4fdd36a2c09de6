import { cn } from '@/lib/classNames';

/** How much of the widest bar beside it a number is. The number itself is said in text. */
export function Bar({ count, widest, className }: { count: number; widest: number; className?: string }) {
  return (
    <span aria-hidden className={cn('block overflow-hidden rounded-full bg-quiet-soft', className)}>
      <span
        className="block h-full rounded-full bg-accent transition-[width]"
        style={{ width: `${(count / widest) * 100}%` }}
      />
    </span>
  );
}
