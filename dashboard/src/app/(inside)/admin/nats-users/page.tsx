import { NatsUsers } from '@/features/natsUsers/natsUsers';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="system:admin">
      <NatsUsers />
    </Permitted>
  );
}
