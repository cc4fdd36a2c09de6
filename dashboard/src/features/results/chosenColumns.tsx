'use client';

import { Columns3 } from 'lucide-react';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from '@/ui/button';
import { Menu, MenuCheckbox } from '@/ui/menu';
import type { Column } from '@/ui/rowGrid';
import type { Kind } from './resultService';

/** Which columns are shown is kept in this browser. The name always is. */
export function useChosenColumns<T>(kind: Kind, all: Column<T>[]) {
  const key = `domainflow-columns-${kind}`;
  const [hidden, setHidden] = useState<string[]>(() => JSON.parse(localStorage.getItem(key) ?? '[]'));
  const toggle = (column: string) => {
    const next = hidden.includes(column) ? hidden.filter((one) => one !== column) : [...hidden, column];
    localStorage.setItem(key, JSON.stringify(next));
    setHidden(next);
  };
  return { shown: all.filter((column) => !hidden.includes(column.key)), hidden, toggle };
}

type Props<T> = { all: Column<T>[]; hidden: string[]; toggle: (column: string) => void };

export function ColumnMenu<T>({ all, hidden, toggle }: Props<T>) {
  const t = useTranslations('results');
  return (
    <Menu
      trigger={
        <Button size="sm">
          <Columns3 aria-hidden />
          {t('chooseColumns')}
        </Button>
      }
    >
      {all
        .filter((column) => column.key !== 'name')
        .map((column) => (
          <MenuCheckbox
            key={column.key}
            checked={!hidden.includes(column.key)}
            onSelect={(event) => event.preventDefault()}
            onCheckedChange={() => toggle(column.key)}
          >
            {column.header}
          </MenuCheckbox>
        ))}
    </Menu>
  );
}
