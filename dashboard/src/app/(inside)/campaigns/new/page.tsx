import { NewCampaign } from '@/features/newCampaign/newCampaign';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="campaigns:create">
      <NewCampaign />
    </Permitted>
  );
}
