import { Events } from '@/features/events/events';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="events:read">
      <Events />
    </Permitted>
  );
}
