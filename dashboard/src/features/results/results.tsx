'use client';

import { ArrowDown, ArrowUp, Rows3 } from 'lucide-react';
import { type Ref, useCallback, useRef } from 'react';
import { useFormatter, useTranslations } from 'use-intl';
import type { Campaign } from '@/features/campaigns/campaignServiceV2';
import { useHeard } from '@/features/campaigns/useCampaign';
import { useAuth } from '@/features/session/auth';
import { useAddress } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Card } from '@/ui/card';
import { KeysetGrid } from '@/ui/keysetGrid';
import { type Column, type GridHandle, RowGrid } from '@/ui/rowGrid';
import { Empty, Failure } from '@/ui/state';
import { ColumnMenu, useChosenColumns } from './chosenColumns';
import { useColumns } from './columns';
import { ResultDetail } from './detail';
import { ExportButton } from './exportButton';
import { ResultFilters } from './filterBar';
import { FilterChips } from './filterChips';
import { isFiltered, resultFilter } from './filters';
import { GoToPlace } from './goToPlace';
import { type Kind, kindOf, listResults, type Result, type ResultQuery } from './resultService';
import { useOrdinals } from './useOrdinals';

/** Results of a campaign. `places` is how many ordinals there are, where that is known. */
export function Results({ campaign, places }: { campaign: Campaign; places?: number }) {
  const kind = kindOf(campaign);
  const t = useTranslations('results');
  const { may } = useAuth();
  const { params, set } = useAddress();
  const filter = resultFilter(kind, params);
  const all = useColumns(kind);
  const { shown, hidden, toggle } = useChosenColumns(kind, all);
  const open = useCallback((row: Result) => set({ row: `${row.ordinal}` }), [set]);
  const grid = useRef<GridHandle>(null);
  const total = totalOf(campaign, filter);
  const table = { campaign, kind, columns: shown, open };
  const byPlace = places !== undefined && !isFiltered(filter) && kind !== 'http';
  return (
    <Card>
      <div className="flex flex-col gap-3 border-b border-line p-4">
        <ResultFilters kind={kind} />
        <FilterChips campaign={campaign} filter={filter} />
        <div className="flex flex-wrap items-center justify-between gap-2">
          <Total total={total} />
          <div className="flex flex-wrap items-center gap-2">
            {byPlace && <GoToPlace goTo={(place) => grid.current?.goTo(place)} />}
            <ColumnMenu all={all} hidden={hidden} toggle={toggle} />
            {may('reports:generate') && <ExportButton id={campaign.id} filter={filter} total={total} />}
          </div>
        </div>
      </div>
      {byPlace ? <ByPlace {...table} places={places} grid={grid} /> : <Filtered {...table} filter={filter} />}
      <p className="border-t border-line px-4 py-2 text-xs text-muted">{t('keys')}</p>
      <ResultDetail campaign={campaign} kind={kind} />
    </Card>
  );
}

/** How many results a filter leaves, where the counts of the campaign tell. */
function totalOf({ processedItems, counts }: Campaign, { status, ...others }: ResultQuery): number | undefined {
  if (isFiltered(others)) return undefined;
  return status ? status.reduce((sum, one) => sum + (counts[one] ?? 0), 0) : processedItems;
}

function Total({ total }: { total?: number }) {
  const t = useTranslations('results');
  const format = useFormatter();
  return (
    <p className="text-muted">
      {total === undefined ? t('someResults') : t('allResults', { count: format.number(total) })}
    </p>
  );
}

type TableProps = { campaign: Campaign; kind: Kind; columns: Column<Result>[]; open: (row: Result) => void };

/** All results: every place is reached at once. */
function ByPlace({
  campaign,
  kind,
  columns,
  open,
  places,
  grid,
}: TableProps & { places: number; grid: Ref<GridHandle> }) {
  const t = useTranslations('results');
  const { row, onWindow, error } = useOrdinals(kind, campaign.id, true);
  if (places === 0) return <NoResults campaign={campaign} />;
  return (
    <>
      {error && <Failure error={error} className="m-4" />}
      <RowGrid
        ref={grid}
        label={t('title')}
        columns={columns}
        count={places}
        row={row}
        none={t('noResult')}
        onWindow={onWindow}
        onOpen={open}
      />
    </>
  );
}

/** What a filter leaves: page after page, from the front or from the end. */
function Filtered({ campaign, kind, columns, open, filter }: TableProps & { filter: ResultQuery }) {
  const t = useTranslations('results');
  const { params, set } = useAddress();
  const descending = params.get('sort') === '-ordinal';
  const query: ResultQuery = { ...filter, sort: descending ? '-ordinal' : 'ordinal', limit: 200 };
  const ordered = columns.map((column) =>
    column.key === 'ordinal'
      ? {
          ...column,
          header: (
            <Button
              variant="ghost"
              size="inline"
              className="text-xs"
              onClick={() => set({ sort: descending ? undefined : '-ordinal' })}
            >
              {column.header}
              {descending ? <ArrowDown aria-label={t('descending')} /> : <ArrowUp aria-label={t('ascending')} />}
            </Button>
          ),
        }
      : column,
  );
  return (
    <KeysetGrid
      label={t('title')}
      columns={ordered}
      queryKey={['filtered', campaign.id, query]}
      fetchPage={(cursor, signal) => listResults(kind, campaign.id, { ...query, cursor }, signal)}
      going={campaign.status === 'running'}
      heard={useHeard([campaign])}
      empty={<NoResults campaign={campaign} filtered={isFiltered(filter)} />}
      onOpen={open}
    />
  );
}

function NoResults({ campaign, filtered }: { campaign: Campaign; filtered?: boolean }) {
  const t = useTranslations('results');
  if (filtered) {
    return (
      <Empty icon={Rows3} title={t('noneMatch')}>
        {t('noneMatchWhy')}
      </Empty>
    );
  }
  return (
    <Empty icon={Rows3} title={t('none')}>
      {t(campaign.status === 'pending' ? 'noneStarted' : 'noneYet')}
    </Empty>
  );
}
