/** Members of the API by their own names, as in scripts: nothing is left out and nothing is translated. */
export function Values({ of }: { of: object }) {
  return (
    <dl className="flex flex-col gap-2 text-[13px]">
      {Object.entries(of).map(([name, value]) => (
        <div key={name} className="grid grid-cols-[minmax(0,12rem)_1fr] gap-3">
          <dt className="truncate font-mono text-muted" title={name}>
            {name}
          </dt>
          <dd className="foreign font-mono whitespace-pre-wrap">{textOf(value)}</dd>
        </div>
      ))}
    </dl>
  );
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : value.map((one) => textOf(one)).join('\n');
  if (value !== null && typeof value === 'object') {
    const members = Object.entries(value);
    return members.length === 0 ? '{}' : members.map(([name, one]) => `${name}: ${textOf(one)}`).join('\n');
  }
  return `${value}`;
}
