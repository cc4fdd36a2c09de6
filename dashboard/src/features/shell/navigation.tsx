'use client';

import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { cn } from '@/lib/classNames';
import { Link, usePathname } from '@/lib/navigation';
import { Mark } from '@/ui/mark';
import { type Place, places } from './places';

/** The places of the dashboard. `onGo` closes what it is shown in. */
export function Navigation({ onGo }: { onGo?: () => void }) {
  const t = useTranslations('shell');
  const { may } = useAuth();
  return (
    <nav aria-label={t('navigation')} className="flex h-full flex-col gap-6 overflow-y-auto p-4">
      <Link
        href="/"
        onClick={onGo}
        className="flex items-center gap-2.5 px-2 pt-1 text-base font-semibold tracking-tight"
      >
        <Mark className="size-7" />
        DomainFlow
      </Link>
      {places.map(({ group, places }) => {
        const open = places.filter((place) => !place.needs || may(place.needs));
        if (open.length === 0) return null;
        return (
          <div key={group}>
            <p className="px-2 pb-1.5 text-xs font-medium text-muted">{t(group)}</p>
            <ul className="flex flex-col gap-0.5">
              {open.map((place) => (
                <li key={place.path}>
                  <PlaceLink place={place} onGo={onGo} />
                </li>
              ))}
            </ul>
          </div>
        );
      })}
    </nav>
  );
}

function PlaceLink({ place, onGo }: { place: Place; onGo?: () => void }) {
  const t = useTranslations('shell');
  const pathname = usePathname();
  const here = place.path === '/' ? pathname === '/' : pathname.startsWith(place.path);
  return (
    <Link
      href={place.path}
      onClick={onGo}
      aria-current={here ? 'page' : undefined}
      className={cn(
        'flex items-center gap-2.5 rounded-md px-2 py-1.5 font-medium text-muted transition-colors hover:bg-quiet-soft hover:text-text',
        here && 'bg-accent-soft text-accent hover:bg-accent-soft hover:text-accent',
      )}
    >
      <place.icon aria-hidden className="size-4" />
      {t(place.label)}
    </Link>
  );
}
