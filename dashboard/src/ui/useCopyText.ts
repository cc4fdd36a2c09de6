'use client';

import { type RefObject, useEffect } from 'react';

/**
 * What the browser copies while an element has the focus and nothing is
 * selected. Over plain HTTP a page may not write to the clipboard otherwise;
 * the event goes to what was last clicked, wherever the focus is.
 */
export function useCopyText(element: RefObject<HTMLElement | null>, text: () => string | undefined) {
  useEffect(() => {
    const copy = (event: ClipboardEvent) => {
      const own = document.activeElement === element.current && window.getSelection()?.isCollapsed;
      const copied = own ? text() : undefined;
      if (!copied) return;
      event.clipboardData?.setData('text/plain', copied);
      event.preventDefault();
    };
    document.addEventListener('copy', copy);
    return () => document.removeEventListener('copy', copy);
  }, [element, text]);
}
