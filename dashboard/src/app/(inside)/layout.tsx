import type { ReactNode } from 'react';
import { ProtectedRoute } from '@/features/session/protectedRoute';
import { Shell } from '@/features/shell/shell';

export default function Inside({ children }: { children: ReactNode }) {
  return (
    <ProtectedRoute>
      <Shell>{children}</Shell>
    </ProtectedRoute>
  );
}
