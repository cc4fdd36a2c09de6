'use client';

import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { api, read } from '@/lib/apiClient';
import { Link } from '@/lib/navigation';
import { Picker } from './picker';

type Props = { type: 'dns' | 'http'; chosen: string[]; error?: string; onChange: (ids: string[]) => void };

/** Who asks: enabled personas of a type. One that is made in another tab appears here by itself. */
export function PersonaPicker({ type, chosen, error, onChange }: Props) {
  const t = useTranslations('newCampaign');
  const { may } = useAuth();
  return (
    <Picker
      legend={t(`personas.${type}`)}
      hint={t('personas.hint')}
      error={error}
      queryKey={['personas', 'enabled', type]}
      fetch={(signal) =>
        read(
          api.GET('/api/v2/personas', {
            params: { query: { personaType: type, isEnabled: true, limit: 1_000, sort: 'name' } },
            signal,
          }),
        )
      }
      chosen={chosen}
      onChange={onChange}
      empty={
        <>
          {t('personas.none')}{' '}
          {may('personas:create') ? (
            <Link href={`/personas/new?type=${type}`} target="_blank" className="text-accent underline">
              {t('personas.make')}
            </Link>
          ) : (
            t('personas.ask')
          )}
        </>
      }
    />
  );
}
