// biome-ignore-all lint/a11y/useSemanticElements: a table element lays out all of its rows, this has only those that are seen
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and names the active row (aria-activedescendant)
'use client';

import {
  type KeyboardEvent,
  type ReactNode,
  type Ref,
  useCallback,
  useEffect,
  useId,
  useImperativeHandle,
  useState,
} from 'react';
import { cn } from '@/lib/classNames';
import { useRowWindow } from './rowWindow';
import { Skeleton } from './state';
import { useCopyText } from './useCopyText';

export type Column<T> = {
  key: string;
  header: ReactNode;
  /** px; a column that grows takes what is left. */
  width: number;
  grow?: boolean;
  cell: (row: T) => ReactNode;
};

/** What others may ask of a table. */
export type GridHandle = { goTo: (index: number) => void };

type Props<T> = {
  ref?: Ref<GridHandle>;
  label: string;
  columns: Column<T>[];
  count: number;
  /** undefined: on its way; null: there is none at this place. */
  row: (index: number) => T | null | undefined;
  /** What stands for a row that is not there. */
  none?: ReactNode;
  onWindow?: (first: number, last: number) => void;
  onOpen?: (row: T, index: number) => void;
  className?: string;
};

const rowHeight = 38;

/** A table of any length, of which only what is seen is in the page. Arrows, PageUp, PageDown, Home, End move; Enter opens. */
export function RowGrid<T>({ ref, label, columns, count, row, none, onWindow, onOpen, className }: Props<T>) {
  const id = useId();
  const view = useRowWindow(count, rowHeight, rowHeight);
  const [active, setActive] = useState(-1);
  const { scroller, first, last, reveal } = view;
  useEffect(() => onWindow?.(first, last), [onWindow, first, last]);
  const move = (to: number) => {
    const next = Math.min(count - 1, Math.max(0, to));
    setActive(next);
    reveal(next);
  };
  useImperativeHandle(ref, () => ({
    goTo: (index) => {
      move(index);
      scroller.current?.focus({ preventScroll: true });
    },
  }));
  const activeText = useCallback(() => {
    const cells = scroller.current?.querySelector('[data-active]')?.children ?? [];
    return Array.from(cells, (cell) => cell.textContent).join('\t');
  }, [scroller]);
  useCopyText(scroller, activeText);
  const press = (event: KeyboardEvent) => {
    // A button in the head has keys of its own.
    if (event.target !== event.currentTarget) return;
    const from = active < 0 ? view.at : active;
    const steps: Record<string, number> = {
      ArrowDown: active < 0 ? from : from + 1,
      ArrowUp: active < 0 ? from : from - 1,
      PageDown: from + view.page,
      PageUp: from - view.page,
      Home: 0,
      End: count - 1,
    };
    const to = steps[event.key];
    const here = active >= 0 ? row(active) : undefined;
    if (to !== undefined) move(to);
    else if (event.key === 'Enter' && here) onOpen?.(here, active);
    else return;
    event.preventDefault();
  };
  const openAt = (value: T, index: number) => {
    setActive(index);
    onOpen?.(value, index);
  };
  const template = columns
    .map((column) => (column.grow ? `minmax(${column.width}px, 1fr)` : `${column.width}px`))
    .join(' ');
  const width = columns.reduce((sum, column) => sum + column.width, 0);
  const shown = Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => first + i);
  return (
    <div
      ref={scroller}
      role="grid"
      aria-label={label}
      aria-rowcount={count + 1}
      aria-colcount={columns.length}
      aria-activedescendant={active >= first && active <= last ? `${id}-${active}` : undefined}
      tabIndex={0}
      onScroll={view.onScroll}
      onKeyDown={press}
      className={cn('h-[34rem] max-h-[70dvh] overflow-auto [overflow-anchor:none]', className)}
    >
      <div
        role="row"
        aria-rowindex={1}
        className="sticky top-0 z-10 grid border-b border-line bg-surface"
        style={{ gridTemplateColumns: template, minWidth: width, height: rowHeight }}
      >
        {columns.map((column) => (
          <div
            key={column.key}
            role="columnheader"
            className="flex items-center truncate px-3 text-xs font-medium text-muted"
          >
            {column.header}
          </div>
        ))}
      </div>
      <div role="rowgroup" className="relative" style={{ height: view.spacer, minWidth: width }}>
        <div role="presentation" className="sticky h-0" style={{ top: rowHeight }}>
          {shown.map((index) => (
            <Row<T>
              key={index}
              id={`${id}-${index}`}
              index={index}
              value={row(index)}
              none={none}
              columns={columns}
              active={index === active}
              template={template}
              y={index * rowHeight - view.top}
              onOpen={onOpen && ((value) => openAt(value, index))}
            />
          ))}
        </div>
      </div>
    </div>
  );
}

type RowProps<T> = {
  id: string;
  index: number;
  value: T | null | undefined;
  none: ReactNode;
  columns: Column<T>[];
  active: boolean;
  template: string;
  y: number;
  onOpen?: (value: T) => void;
};

function Row<T>({ id, index, value, none, columns, active, template, y, onOpen }: RowProps<T>) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the keys of its rows
    <div
      id={id}
      role="row"
      aria-rowindex={index + 2}
      data-active={active || undefined}
      onClick={() => value && onOpen?.(value)}
      className={cn(
        'absolute inset-x-0 grid items-center border-b border-line outline-none hover:bg-sunken',
        value && onOpen && 'cursor-pointer',
        active && 'bg-accent-soft hover:bg-accent-soft',
      )}
      style={{ gridTemplateColumns: template, height: rowHeight, transform: `translateY(${y}px)` }}
    >
      {value
        ? columns.map((column) => (
            <div key={column.key} role="gridcell" className="truncate px-3">
              {column.cell(value)}
            </div>
          ))
        : columns.map((column, place) => (
            <div key={column.key} role="gridcell" className="truncate px-3 text-muted">
              {value === undefined ? <Skeleton className="h-3 w-2/3" /> : place === 0 ? none : null}
            </div>
          ))}
    </div>
  );
}
