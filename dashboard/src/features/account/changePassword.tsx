'use client';

import { useTranslations } from 'use-intl';
import { PasswordForm } from '@/features/session/passwordForm';
import { Card, CardBody, CardHeader } from '@/ui/card';
import { useToast } from '@/ui/toast';

export function ChangePassword() {
  const t = useTranslations('account');
  const toast = useToast();
  return (
    <Card>
      <CardHeader title={t('password')} description={t('passwordAbout')} />
      <CardBody className="max-w-md">
        <PasswordForm onChanged={() => toast('good', t('passwordChanged'))} />
      </CardBody>
    </Card>
  );
}
