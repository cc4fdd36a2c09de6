import { NotFound } from '@/features/shell/notFound';

export default function Page() {
  return <NotFound />;
}
