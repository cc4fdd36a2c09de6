'use client';

/** The only file that knows how pages follow each other. */
import NextLink from 'next/link';
import { usePathname, useRouter, useSearchParams } from 'next/navigation';
import { type ComponentProps, useCallback, useMemo } from 'react';

/** Pages are many and small: what is not asked for is not fetched. */
export function Link(props: ComponentProps<typeof NextLink>) {
  return <NextLink prefetch={false} {...props} />;
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
 * reloaded. Setting undefined or '' removes one.
 */
export function useAddress() {
  const router = useRouter();
  const pathname = usePathname();
  const params = useSearchParams();
  const set = useCallback(
    (changes: Record<string, string | string[] | undefined>) => {
      const next = new URLSearchParams(params);
      for (const [name, value] of Object.entries(changes)) {
        next.delete(name);
        for (const item of [value ?? []].flat()) if (item) next.append(name, item);
      }
      router.replace(next.size > 0 ? `${pathname}?${next}` : pathname, { scroll: false });
    },
    [router, pathname, params],
  );
  return { params, set };
}
