import { History } from '@/features/history/history';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="events:read">
      <History />
    </Permitted>
  );
}
