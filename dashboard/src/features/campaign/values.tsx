import { rangesOf } from '@/lib/ranges';

/** Members of the API by their own names, as in scripts: nothing is left out and nothing is translated. */
export function Values({ of }: { of: object }) {
  return (
    <dl className="flex flex-col gap-2 text-[13px]">
      {Object.entries(of).map(([name, value]) =>
        isGroup(value) ? (
          <div key={name}>
            <dt className="font-mono text-muted">{name}</dt>
            <dd className="mt-2 border-l-2 border-line pl-3">
              <Values of={value} />
            </dd>
          </div>
        ) : (
          <div key={name} className="grid gap-x-3 sm:grid-cols-[minmax(0,12rem)_minmax(0,1fr)]">
            <dt className="truncate font-mono text-muted" title={name}>
              {name}
            </dt>
            <dd className="foreign font-mono whitespace-pre-wrap">{textOf(value)}</dd>
          </div>
        ),
      )}
    </dl>
  );
}

function isGroup(value: unknown): value is object {
  return value !== null && typeof value === 'object' && !Array.isArray(value) && Object.keys(value).length > 0;
}

function textOf(value: unknown): string {
  if (Array.isArray(value)) return value.length === 0 ? '[]' : itemsOf(value);
  return typeof value === 'object' ? JSON.stringify(value) : `${value}`;
}

function itemsOf(items: unknown[]) {
  return items.every((one) => typeof one === 'number') ? rangesOf(items) : items.map(textOf).join('\n');
}
