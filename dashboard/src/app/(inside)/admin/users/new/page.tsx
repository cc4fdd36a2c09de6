import { Permitted } from '@/features/session/protectedRoute';
import { CreateUser } from '@/features/users/createUser';

export default function Page() {
  return (
    <Permitted needs="users:manage">
      <CreateUser />
    </Permitted>
  );
}
