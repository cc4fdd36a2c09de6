import { Personas } from '@/features/personas/personas';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="personas:read">
      <Personas />
    </Permitted>
  );
}
