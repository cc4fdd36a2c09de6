import { Compare } from '@/features/compare/compare';
import { Permitted } from '@/features/session/protectedRoute';

export default function Page() {
  return (
    <Permitted needs="reports:generate">
      <Compare />
    </Permitted>
  );
}
