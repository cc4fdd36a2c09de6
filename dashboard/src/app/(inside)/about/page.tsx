import { About } from '@/features/about/about';

export default function Page() {
  return <About />;
}
