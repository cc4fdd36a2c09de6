'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { Link } from '@/lib/navigation';
import { Table, Td, Th } from '@/ui/table';
import type { Campaign } from './campaignServiceV2';
import { CommandMenu } from './commandMenu';
import { CampaignProgress, usePace } from './numbers';
import { StatusBadge } from './status';
import { useLive } from './useCampaign';

/** Campaigns as rows. `sequence` is what the list reflects: what the feed has told since is laid over it. */
export function CampaignTable({
  campaigns,
  sequence,
  label,
}: {
  campaigns: Campaign[];
  sequence: number;
  label: string;
}) {
  const t = useTranslations('campaigns');
  const words = useTranslations('words');
  return (
    <Table label={label}>
      <thead>
        <tr>
          <Th>{words('name')}</Th>
          <Th>{t('type')}</Th>
          <Th>{words('status')}</Th>
          <Th className="w-64">{t('progress')}</Th>
          <Th>{words('created')}</Th>
          <Th>
            <span className="sr-only">{words('actions')}</span>
          </Th>
        </tr>
      </thead>
      <tbody>
        {campaigns.map((campaign) => (
          <Row key={campaign.id} read={campaign} sequence={sequence} />
        ))}
      </tbody>
    </Table>
  );
}

function Row({ read, sequence }: { read: Campaign; sequence: number }) {
  const words = useTranslations('words');
  const format = useFormatter();
  const campaign = useLive(read.id, read, sequence) ?? read;
  const pace = usePace(campaign);
  return (
    <tr className="hover:bg-sunken">
      <Td className="min-w-44 max-w-80">
        <Link href={`/campaigns/view?id=${campaign.id}`} className="foreign line-clamp-2 font-medium hover:underline">
          {campaign.name}
        </Link>
        {pace && <p className="mt-0.5 text-xs text-muted">{pace}</p>}
      </Td>
      <Td className="whitespace-nowrap text-muted">{words(`campaignTypes.${campaign.campaignType}`)}</Td>
      <Td>
        <StatusBadge status={campaign.status} />
      </Td>
      <Td>
        <CampaignProgress campaign={campaign} className="w-56" />
      </Td>
      <Td className="whitespace-nowrap text-muted">
        <time dateTime={campaign.createdAt}>
          {format.dateTime(new Date(campaign.createdAt), { dateStyle: 'medium', timeStyle: 'short' })}
        </time>
      </Td>
      <Td className="text-right">
        <CommandMenu campaign={campaign} />
      </Td>
    </tr>
  );
}
