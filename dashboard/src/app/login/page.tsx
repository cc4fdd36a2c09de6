import { Login } from '@/features/session/login';

export default function Page() {
  return <Login />;
}
