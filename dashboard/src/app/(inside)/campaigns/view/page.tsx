import { CampaignPage } from '@/features/campaign/campaign';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="campaigns:read">
      <CampaignPage />
    </Permitted>
  );
}
