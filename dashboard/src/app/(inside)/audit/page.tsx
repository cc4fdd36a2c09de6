import { Audit } from '@/features/events/audit';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="audit:read">
      <Audit />
    </Permitted>
  );
}
