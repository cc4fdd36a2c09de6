/**
 * What an address asks for. Anybody can write one: what the API would refuse is
 * left out.
 */
type Asked<T> = (given: string[]) => T | undefined;

/** A text of as many characters as the API takes. */
export function text(longest: number): Asked<string> {
  return ([first]) => (first && [...first].length <= longest ? first : undefined);
}

export function matching(pattern: RegExp): Asked<string> {
  return ([first]) => (first !== undefined && pattern.test(first) ? first : undefined);
}

export const uuid = matching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i);

/** Those of a closed set, in its order. */
export function several<T extends string>(known: readonly T[]): Asked<T[]> {
  return (given) => {
    const found = known.filter((one) => given.includes(one));
    return found.length > 0 ? found : undefined;
  };
}
