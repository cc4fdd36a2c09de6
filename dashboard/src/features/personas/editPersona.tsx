'use client';

import { useQuery } from '@tanstack/react-query';
import { useParam } from '@/lib/navigation';
import { Failure, Loading } from '@/ui/state';
import { PersonaForm } from './personaForm';
import { personaService } from './personaService';

export function EditPersona() {
  const id = useParam('id') ?? '';
  const { data, error, refetch } = useQuery({
    queryKey: ['personas', 'one', id],
    queryFn: ({ signal }) => personaService.get(id, signal),
    staleTime: 0,
  });
  if (error && !data) return <Failure error={error} retry={refetch} />;
  if (!data) return <Loading />;
  return <PersonaForm key={id} type={data.value.personaType} persona={data.value} />;
}

export function NewPersona() {
  const type = useParam('type') === 'http' ? 'http' : 'dns';
  return <PersonaForm key={type} type={type} />;
}
