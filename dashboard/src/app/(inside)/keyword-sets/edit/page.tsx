import { EditKeywordSet } from '@/features/keywordSets/editKeywordSet';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="keywords:read">
      <EditKeywordSet />
    </Permitted>
  );
}
