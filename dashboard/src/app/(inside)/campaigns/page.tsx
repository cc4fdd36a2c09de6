import { Campaigns } from '@/features/campaigns/campaigns';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="campaigns:read">
      <Campaigns />
    </Permitted>
  );
}
