'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { StatusBadge } from '@/features/campaigns/status';
import { useLiveAll } from '@/features/campaigns/useCampaign';
import { Link } from '@/lib/navigation';
import { Bar } from '@/ui/bar';
import { Table, Td, Th } from '@/ui/table';
import type { Pipeline } from './pipelineService';
import { stagesOf } from './steps';

const stages = ['names', 'resolved', 'live', 'match'] as const;

/** Pipelines as rows, each with its funnel. */
export function PipelineTable({ pipelines, sequence }: { pipelines: Pipeline[]; sequence: number }) {
  const t = useTranslations('pipelines');
  const words = useTranslations('words');
  return (
    <Table label={t('title')}>
      <thead className="max-md:hidden">
        <tr>
          <Th>{words('name')}</Th>
          <Th>{words('status')}</Th>
          {stages.map((stage) => (
            <Th key={stage} className="w-32">
              {t(`funnel.${stage}`)}
            </Th>
          ))}
          <Th>{words('created')}</Th>
        </tr>
      </thead>
      <tbody>
        {pipelines.map((pipeline) => (
          <Row key={pipeline.id} pipeline={pipeline} sequence={sequence} />
        ))}
      </tbody>
    </Table>
  );
}

/** On a phone a row is a small card, its funnel in one line. */
function Row({ pipeline, sequence }: { pipeline: Pipeline; sequence: number }) {
  const t = useTranslations('pipelines');
  const format = useFormatter();
  const funnel = stagesOf(useLiveAll(pipeline.steps, sequence));
  const widest = Math.max(1, ...funnel.map(({ count }) => count));
  return (
    <tr className="hover:bg-sunken max-md:grid max-md:grid-cols-[minmax(0,1fr)_minmax(0,1fr)_minmax(0,1.5fr)_5.5rem] max-md:gap-x-3 max-md:gap-y-3 max-md:border-b max-md:border-line max-md:px-5 max-md:py-3.5 max-md:last:border-0 max-md:[&>*]:border-0 max-md:[&>*]:p-0">
      <Td className="min-w-44 max-w-80 max-md:col-span-3 max-md:max-w-none">
        <Link href={`/pipelines/view?id=${pipeline.id}`} className="foreign line-clamp-2 font-medium hover:underline">
          {pipeline.name}
        </Link>
        <p className="mt-0.5 text-xs text-muted">{t(`modes.${pipeline.mode}`)}</p>
      </Td>
      <Td className="max-md:justify-self-end">
        <StatusBadge status={pipeline.status} />
      </Td>
      {stages.map((key) => (
        <Td key={key} className="tabular-nums max-md:self-end">
          <span className="block text-xs text-muted md:hidden">{t(`funnel.${key}`)}</span>
          <Count count={funnel.find((stage) => stage.key === key)?.count} widest={widest} />
        </Td>
      ))}
      <Td className="whitespace-nowrap text-muted max-md:hidden">
        <time dateTime={pipeline.createdAt}>
          {format.dateTime(new Date(pipeline.createdAt), { dateStyle: 'medium', timeStyle: 'short' })}
        </time>
      </Td>
    </tr>
  );
}

/** A step that was deleted left nothing that is known. */
function Count({ count, widest }: { count?: number; widest: number }) {
  const format = useFormatter();
  if (count === undefined) return <span className="text-muted">–</span>;
  return (
    <>
      <span className={count === 0 ? 'text-muted' : 'font-medium'}>{format.number(count)}</span>
      <Bar count={count} widest={widest} className="mt-1 h-1" />
    </>
  );
}
