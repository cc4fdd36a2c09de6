import { PipelinePage } from '@/features/pipelines/pipeline';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="campaigns:read">
      <PipelinePage />
    </Permitted>
  );
}
