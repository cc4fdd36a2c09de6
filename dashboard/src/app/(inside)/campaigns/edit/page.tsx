import { EditCampaign } from '@/features/editCampaign/editCampaign';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="campaigns:update">
      <EditCampaign />
    </Permitted>
  );
}
