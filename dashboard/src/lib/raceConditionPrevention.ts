import { replaceEqualDeep } from '@tanstack/react-query';

function sequenceOf(value: unknown): number | undefined {
  if (value === null || typeof value !== 'object' || !('sequence' in value)) return undefined;
  return typeof value.sequence === 'number' ? value.sequence : undefined;
}

/**
 * Whatever was read at a lower sequence than what is shown is dropped: answers
 * overtake each other, and events overtake answers. For structuralSharing of
 * TanStack Query.
 */
export function newest(shown: unknown, come: unknown): unknown {
  const [had, got] = [sequenceOf(shown), sequenceOf(come)];
  if (had !== undefined && got !== undefined && got < had) return shown;
  return replaceEqualDeep(shown, come);
}
