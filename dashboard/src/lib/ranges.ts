/** Whole numbers as people write many of them: `200-204, 301`. undefined where there is none, NaN for what is no number. */
export function numbersOf(text: string): number[] | undefined {
  const numbers = text
    .split(/[\s,]+/)
    .filter(Boolean)
    .flatMap((part) => {
      const range = /^(\d{3})-(\d{3})$/.exec(part);
      if (!range) return [Number(part)];
      const [from, to] = [Number(range[1]), Number(range[2])];
      return to < from ? [Number.NaN] : Array.from({ length: to - from + 1 }, (_, i) => from + i);
    });
  return numbers.length > 0 ? numbers : undefined;
}

/** The reverse of numbersOf. */
export function rangesOf(numbers: number[]): string {
  const parts: string[] = [];
  for (let i = 0; i < numbers.length; ) {
    let end = i;
    while (numbers[end + 1] === (numbers[end] ?? 0) + 1) end++;
    parts.push(end > i ? `${numbers[i]}-${numbers[end]}` : `${numbers[i]}`);
    i = end + 1;
  }
  return parts.join(', ');
}
