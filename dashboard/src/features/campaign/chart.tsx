'use client';

import 'uplot/dist/uPlot.min.css';
import { useTheme } from 'next-themes';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useFormatter, useTranslations } from 'use-intl';
import type { Line } from './useLine';

const height = 220;
const whole = Array.from({ length: 9 }, (_, power) => [1, 2, 5].map((step) => step * 10 ** power)).flat();
/** At least half a minute: one point alone has no width. */
function spanOf(times: ArrayLike<number>): [number, number] {
  const first = times[0] ?? Date.now() / 1_000;
  return [first, Math.max(times[times.length - 1] ?? first, first + 30)];
}

/** Results over time since the page was opened: nobody kept what was before. */
export default function Chart({ line }: { line: Line }) {
  const t = useTranslations('campaign');
  const format = useFormatter();
  const place = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(undefined);
  const { resolvedTheme } = useTheme();

  // biome-ignore lint/correctness/useExhaustiveDependencies: a theme has other colours, which uPlot reads when it is made; points come below
  useEffect(() => {
    const element = place.current;
    if (!element) return;
    const color = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
    const axis = { stroke: color('--muted'), grid: { stroke: color('--line'), width: 1 }, ticks: { show: false } };
    const made = new uPlot(
      {
        width: element.clientWidth,
        height,
        legend: { show: false },
        cursor: { y: false },
        scales: { x: { range: ({ data: [times] }) => spanOf(times) } },
        axes: [
          {
            ...axis,
            space: 90,
            values: (_, seconds) => seconds.map((at) => format.dateTime(at * 1_000, { timeStyle: 'medium' })),
          },
          // Counts are whole; where the axis is short, its steps would not be.
          { ...axis, size: 64, incrs: whole, values: (_, counts) => counts.map((count) => format.number(count)) },
        ],
        series: [{}, { stroke: color('--accent'), width: 2, fill: color('--accent-soft') }],
      },
      line,
      element,
    );
    plot.current = made;
    const fit = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height }));
    fit.observe(element);
    return () => {
      fit.disconnect();
      made.destroy();
    };
  }, [resolvedTheme]);

  useEffect(() => plot.current?.setData(line), [line]);

  return (
    <div
      ref={place}
      role="img"
      aria-label={t('chartLabel', { done: format.number(line[1].at(-1) ?? 0) })}
      className="overflow-hidden"
    />
  );
}
