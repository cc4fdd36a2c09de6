'use client';

/** The only file that knows how pages follow each other. */
import NextLink from 'next/link';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { type ComponentProps, startTransition, useCallback, useMemo, useOptimistic } from 'react';

/**
 * Pages are many and small: what is not asked for is not fetched, and neither is
 * the page that is already here, where only its parameters change.
 */
export function Link(props: ComponentProps<typeof NextLink>) {
  const stay = (event: { preventDefault: () => void }) => {
    const to = new URL(`${props.href}`, window.location.href);
    if (to.pathname !== window.location.pathname) return;
    event.preventDefault();
    const way = to.href === window.location.href ? 'replaceState' : 'pushState';
    window.history[way](null, '', to);
    if (props.scroll !== false) window.scrollTo(0, 0);
  };
  return <NextLink prefetch={false} onNavigate={stay} {...props} />;
}

export { usePathname };

export function useGo() {
  const router = useRouter();
  return useMemo(
    () => ({ push: (to: string) => router.push(to), replace: (to: string) => router.replace(to) }),
    [router],
  );
}

/** One parameter of the address. */
export function useParam(name: string): string | undefined {
  return useSearchParams().get(name) ?? undefined;
}

/**
 * The parameters of the address as state: what is shown can be linked and
 * reloaded. Setting undefined or '' removes one. The router would fetch the page
 * again; the history tells useSearchParams without, a moment later: until then
 * who has set one sees it already, so that no box that is ticked jumps back.
 */
export function useAddress() {
  const [params, show] = useOptimistic<URLSearchParams>(useSearchParams());
  const set = useCallback(
    (changes: Record<string, string | string[] | undefined>) => {
      const next = changed(changes);
      startTransition(() => {
        show(next.searchParams);
        window.history.replaceState(null, '', next);
      });
    },
    [show],
  );
  return { params, set };
}

/** Reads the address of now: what was set in the same moment is in no parameters yet that were rendered. */
function changed(changes: Record<string, string | string[] | undefined>) {
  const next = new URL(window.location.href);
  for (const [name, value] of Object.entries(changes)) {
    next.searchParams.delete(name);
    for (const item of [value ?? []].flat()) if (item) next.searchParams.append(name, item);
  }
  return next;
}
