import { Permitted } from '@/features/session/protectedRoute';
import { Settings } from '@/features/settings/settings';

export default function Page() {
  return (
    <Permitted needs="system:config">
      <Settings />
    </Permitted>
  );
}
