'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { Link } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Statistic } from '@/ui/statistic';
import { Table, Td, Th } from '@/ui/table';
import type { CreatedList } from './upload';

/** What became of each line of a list, and what can be done with the names. */
export function Report({ created }: { created: CreatedList }) {
  const t = useTranslations('newCampaign');
  const format = useFormatter();
  const { campaign, accepted, duplicates, invalid, invalidLines } = created;
  return (
    <div className="flex flex-col gap-5">
      <div role="status" className="grid gap-3 sm:grid-cols-3">
        <Statistic label={t('accepted')} value={format.number(accepted)} />
        <Statistic label={t('duplicates')} value={format.number(duplicates)} />
        <Statistic label={t('invalid')} value={format.number(invalid)} />
      </div>
      <div className="flex flex-wrap gap-2">
        <Button asChild variant="primary">
          <Link href={`/campaigns/new?goal=dns&step=source&source=${campaign.id}`}>{t('resolveThese')}</Link>
        </Button>
        <Button asChild>
          <Link href={`/campaigns/view?id=${campaign.id}&tab=results`}>{t('seeNames')}</Link>
        </Button>
      </div>
      {invalidLines.length > 0 && (
        <section>
          <h3 className="mb-2 font-semibold">{t('invalidLines')}</h3>
          {invalid > invalidLines.length && (
            <p className="mb-2 text-[13px] text-muted">{t('invalidFirst', { count: invalidLines.length })}</p>
          )}
          <div className="max-h-80 overflow-y-auto rounded-lg border border-line">
            <Table label={t('invalidLines')}>
              <thead>
                <tr>
                  <Th>{t('line')}</Th>
                  <Th>{t('value')}</Th>
                  <Th>{t('reason')}</Th>
                </tr>
              </thead>
              <tbody>
                {invalidLines.map((line) => (
                  <tr key={line.line}>
                    <Td className="py-2 tabular-nums">{format.number(line.line)}</Td>
                    <Td className="foreign py-2 font-mono text-xs">{line.value}</Td>
                    <Td className="py-2">{t(`codes.${line.code}`)}</Td>
                  </tr>
                ))}
              </tbody>
            </Table>
          </div>
        </section>
      )}
    </div>
  );
}
