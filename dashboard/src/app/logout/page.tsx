import { Logout } from '@/features/session/logout';

export default function Page() {
  return <Logout />;
}
