import { KeywordSets } from '@/features/keywordSets/keywordSets';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="keywords:read">
      <KeywordSets />
    </Permitted>
  );
}
