'use client';

import { useFormatter, useTranslations } from 'use-intl';
import { Link } from '@/lib/navigation';
import { Table, Td, Th } from '@/ui/table';
import type { Campaign } from './campaignServiceV2';
import { CommandMenu } from './commandMenu';
import { CampaignProgress, Found, usePace } from './numbers';
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
      <thead className="max-md:hidden">
        <tr>
          <Th>{words('name')}</Th>
          <Th>{t('type')}</Th>
          <Th>{words('status')}</Th>
          <Th className="w-56">{t('progress')}</Th>
          <Th className="text-right">{t('found')}</Th>
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

/** On a phone a row is a small card: its name, its state, how far it is. */
function Row({ read, sequence }: { read: Campaign; sequence: number }) {
  const words = useTranslations('words');
  const format = useFormatter();
  const campaign = useLive(read.id, read, sequence) ?? read;
  const pace = usePace(campaign);
  return (
    <tr className="hover:bg-sunken max-md:grid max-md:grid-cols-[auto_1fr_auto] max-md:items-center max-md:gap-x-3 max-md:gap-y-2.5 max-md:border-b max-md:border-line max-md:px-5 max-md:py-3.5 max-md:last:border-0 max-md:[&>*]:border-0 max-md:[&>*]:p-0">
      <Td className="min-w-44 max-w-80 max-md:order-1 max-md:col-span-2 max-md:max-w-none">
        <Link href={`/campaigns/view?id=${campaign.id}`} className="foreign line-clamp-2 font-medium hover:underline">
          {campaign.name}
        </Link>
        {pace && <p className="mt-0.5 text-xs text-muted">{pace}</p>}
      </Td>
      <Td className="whitespace-nowrap text-muted max-md:order-4">{words(`campaignTypes.${campaign.campaignType}`)}</Td>
      <Td className="max-md:order-3">
        <StatusBadge status={campaign.status} />
      </Td>
      <Td className="max-md:order-6 max-md:col-span-3">
        <CampaignProgress campaign={campaign} className="min-w-40" />
      </Td>
      <Td className="whitespace-nowrap text-right max-md:order-5">
        <Found campaign={campaign} />
      </Td>
      <Td className="whitespace-nowrap text-muted max-md:hidden">
        <time dateTime={campaign.createdAt}>
          {format.dateTime(new Date(campaign.createdAt), { dateStyle: 'medium', timeStyle: 'short' })}
        </time>
      </Td>
      <Td className="w-14 text-right max-md:order-2">
        <CommandMenu campaign={campaign} />
      </Td>
    </tr>
  );
}
