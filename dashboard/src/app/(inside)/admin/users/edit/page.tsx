import { Permitted } from '@/features/session/protectedRoute';
import { EditUser } from '@/features/users/editUser';

export default function Page() {
  return (
    <Permitted needs="users:manage">
      <EditUser />
    </Permitted>
  );
}
