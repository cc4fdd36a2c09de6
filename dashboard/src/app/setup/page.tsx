import { Setup } from '@/features/session/setup';

export default function Page() {
  return <Setup />;
}
