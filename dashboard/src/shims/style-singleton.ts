'use client';

import { useEffect } from 'react';

/**
 * Stands for react-style-singleton 2, by which Radix locks the scrolling of a
 * page behind a dialog. Constructed style sheets (CSSOM) are no inline styles
 * for a Content-Security-Policy.
 */
export function styleSingleton() {
  // biome-ignore lint/correctness/noComponentHookFactories: the library that it stands for has this shape
  return function Style({ styles }: { styles: string }) {
    useEffect(() => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(styles);
      document.adoptedStyleSheets.push(sheet);
      return () => {
        document.adoptedStyleSheets = document.adoptedStyleSheets.filter((other) => other !== sheet);
      };
    }, [styles]);
    return null;
  };
}
