import { cn } from '@/lib/classNames';

/** The mark of DomainFlow: many names come in, the few that matter go on. */
export function Mark({ className }: { className?: string }) {
  return (
    <svg viewBox="0 0 32 32" role="img" aria-label="DomainFlow" className={cn('text-accent', className)}>
      <rect width="32" height="32" rx="8" className="fill-current" />
      <path
        d="M7 9h5l4 7-4 7H7M16 16h9M12 9l4 7-4 7"
        fill="none"
        stroke="var(--on-accent)"
        strokeWidth="2.4"
        strokeLinecap="round"
        strokeLinejoin="round"
      />
    </svg>
  );
}
