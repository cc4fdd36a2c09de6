/** Subjects that programs often ask for; see docs/nats.md. */
export const examples = [
  { subject: 'domainflow.>', reads: 'everything' },
  { subject: 'domainflow.campaign.>', reads: 'campaigns' },
  { subject: 'domainflow.campaign.*.completed', reads: 'completions' },
  { subject: 'domainflow.campaign.*.pages_checked.>', reads: 'pages' },
  { subject: 'domainflow.*.*.created', reads: 'creations' },
] as const;

/** One subject a line, as they are typed. */
export function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean);
}

/** Whether everything under `inner` is under `outer` too: `*` is one word, `>` at the end one or more. */
export function covers(outer: string, inner: string): boolean {
  const [wide, narrow] = [outer.split('.'), inner.split('.')];
  for (const [index, word] of wide.entries()) {
    const other = narrow[index];
    if (other === undefined) return false;
    if (word === '>') return true;
    if (other === '>' || (word !== '*' && word !== other)) return false;
  }
  return wide.length === narrow.length;
}

/** Adds a subject. None may lie within another, so those that would are left out. */
export function withSubject(subjects: string[], added: string): string[] {
  return [...subjects.filter((one) => !covers(added, one) && !covers(one, added)), added];
}
