import { Permitted } from '@/features/session/protectedRoute';
import { UserList } from '@/features/users/userList';

export default function Page() {
  return (
    <Permitted needs="users:manage">
      <UserList />
    </Permitted>
  );
}
