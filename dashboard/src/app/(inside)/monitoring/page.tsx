import { Monitoring } from '@/features/monitoring/monitoring';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="system:admin">
      <Monitoring />
    </Permitted>
  );
}
