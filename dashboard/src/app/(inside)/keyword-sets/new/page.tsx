import { KeywordSetForm } from '@/features/keywordSets/keywordSetForm';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="keywords:create">
      <KeywordSetForm />
    </Permitted>
  );
}
