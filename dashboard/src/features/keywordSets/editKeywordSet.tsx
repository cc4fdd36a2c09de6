'use client';

import { useQuery } from '@tanstack/react-query';
import { useParam } from '@/lib/navigation';
import { Failure, Loading } from '@/ui/state';
import { KeywordSetForm } from './keywordSetForm';
import { keywordSetService } from './keywordSetService';

export function EditKeywordSet() {
  const id = useParam('id') ?? '';
  const { data, error, refetch } = useQuery({
    queryKey: ['keyword-sets', 'one', id],
    queryFn: ({ signal }) => keywordSetService.get(id, signal),
    staleTime: 0,
  });
  if (error && !data) return <Failure error={error} retry={refetch} />;
  if (!data) return <Loading />;
  return <KeywordSetForm key={id} set={data.value} />;
}
