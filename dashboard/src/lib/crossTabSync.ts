/**
 * What tabs of one browser tell each other. Tokens and signing out go by a
 * channel of their own, see tokenManager; the theme by what the browser says of
 * its storage, which next-themes hears.
 */
export type TabMessage =
  | { kind: 'language'; language: string }
  /** A command was answered: who shows the thing reads again. */
  | { kind: 'changed'; root: string; sequence: number };

let channel: BroadcastChannel | undefined;

function open(): BroadcastChannel {
  channel ??= new BroadcastChannel('domainflow');
  return channel;
}

export function tellTabs(message: TabMessage) {
  open().postMessage(message);
}

export function hearTabs(listener: (message: TabMessage) => void): () => void {
  const hear = (event: MessageEvent<TabMessage>) => listener(event.data);
  open().addEventListener('message', hear);
  return () => open().removeEventListener('message', hear);
}
