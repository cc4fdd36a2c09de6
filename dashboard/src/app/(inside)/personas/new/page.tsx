import { NewPersona } from '@/features/personas/editPersona';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="personas:create">
      <NewPersona />
    </Permitted>
  );
}
