'use client';

import { type UIEvent, useCallback, useLayoutEffect, useRef, useState } from 'react';

/** Taller elements are cut off by browsers (Firefox: 17.9 million px). Beyond it, the scrollbar stands for more. */
export const maxHeight = 8_000_000;

/** Rows that are there beside those that are seen. */
const overscan = 6;

/**
 * Which rows of a very long list are seen. Near movements are pixel by pixel;
 * where the list is taller than maxHeight, far ones go by the share of the
 * scrollbar.
 */
export function useRowWindow(count: number, rowHeight: number, headHeight: number) {
  const scroller = useRef<HTMLDivElement>(null);
  const [viewport, setViewport] = useState(0);
  const [top, setTop] = useState(0);
  const scrolled = useRef(0);
  const total = count * rowHeight;
  const spacer = Math.min(total, maxHeight);
  const range = Math.max(0, total - viewport);
  const physical = Math.max(0, spacer - viewport);

  useLayoutEffect(() => {
    const element = scroller.current;
    if (!element) return;
    const measure = new ResizeObserver(() => setViewport(Math.max(0, element.clientHeight - headHeight)));
    measure.observe(element);
    return () => measure.disconnect();
  }, [headHeight]);

  const onScroll = (event: UIEvent<HTMLDivElement>) => {
    const at = event.currentTarget.scrollTop;
    const moved = at - scrolled.current;
    scrolled.current = at;
    setTop((had) => {
      if (at <= 0) return 0;
      if (at >= physical - 1) return range;
      const near = total > maxHeight && Math.abs(moved) < viewport * 2;
      return near ? Math.min(range, Math.max(0, had + moved)) : (at / physical) * range;
    });
  };

  /** Brings a row into sight. */
  const reveal = useCallback(
    (index: number) => {
      setTop((had) => {
        const above = index * rowHeight;
        const below = above + rowHeight - viewport;
        const next = Math.min(range, Math.max(0, Math.min(above, Math.max(below, had))));
        if (next !== had && scroller.current) {
          scroller.current.scrollTop = range === 0 ? 0 : (next / range) * physical;
          scrolled.current = scroller.current.scrollTop;
        }
        return next;
      });
    },
    [range, physical, rowHeight, viewport],
  );

  const seen = Math.min(top, range);
  const first = Math.max(0, Math.floor(seen / rowHeight) - overscan);
  const last = Math.min(count - 1, Math.ceil((seen + viewport) / rowHeight) + overscan);
  return {
    scroller,
    onScroll,
    reveal,
    spacer,
    first,
    last,
    top: seen,
    /** The first row that is seen whole. */
    at: Math.ceil(seen / rowHeight),
    page: Math.max(1, Math.floor(viewport / rowHeight) - 1),
  };
}
