'use client';

import { Command } from 'cmdk';
import { Plus } from 'lucide-react';
import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { useGo } from '@/lib/navigation';
import { further, places } from './places';

const item =
  'flex cursor-default items-center gap-2.5 rounded-md px-3 py-2 data-[selected=true]:bg-quiet-soft [&_svg]:size-4 [&_svg]:text-muted';
const group =
  'p-1.5 [&_[cmdk-group-heading]]:px-3 [&_[cmdk-group-heading]]:py-1.5 [&_[cmdk-group-heading]]:text-xs [&_[cmdk-group-heading]]:text-muted';

/** Everything that one can go to or do, by typing. */
export default function Palette({ onClose }: { onClose: () => void }) {
  const t = useTranslations('shell');
  const { may } = useAuth();
  const go = useGo();
  const open = [...places.flatMap((group) => group.places), ...further].filter(
    (place) => !place.needs || may(place.needs),
  );
  const to = (path: string) => () => {
    onClose();
    go.push(path);
  };
  return (
    <Command.Dialog
      open
      onOpenChange={onClose}
      label={t('palette')}
      overlayClassName="fixed inset-0 z-40 bg-black/45"
      contentClassName="fixed top-[12vh] left-1/2 z-50 w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 overflow-hidden rounded-lg border border-line bg-raised shadow-xl"
    >
      <Command.Input
        placeholder={t('palette')}
        className="h-12 w-full border-b border-line bg-transparent px-4 outline-none placeholder:text-muted"
      />
      <Command.List className="max-h-80 overflow-y-auto">
        <Command.Empty className="p-6 text-center text-muted">{t('paletteEmpty')}</Command.Empty>
        {may('campaigns:create') && (
          <Command.Group heading={t('do')} className={group}>
            <Command.Item className={item} onSelect={to('/campaigns/new')}>
              <Plus aria-hidden />
              {t('newCampaign')}
            </Command.Item>
          </Command.Group>
        )}
        <Command.Group heading={t('goTo')} className={group}>
          {open.map((place) => (
            <Command.Item key={place.path} className={item} onSelect={to(place.path)}>
              <place.icon aria-hidden />
              {t(place.label)}
            </Command.Item>
          ))}
        </Command.Group>
      </Command.List>
    </Command.Dialog>
  );
}
