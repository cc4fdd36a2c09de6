'use client';

import { Eye, EyeOff } from 'lucide-react';
import { type ComponentProps, useState } from 'react';
import { useTranslations } from 'use-intl';
import { Button } from './button';
import { Input } from './field';

/** A password that whoever types it may look at. */
export function PasswordInput(props: Omit<ComponentProps<'input'>, 'type'>) {
  const t = useTranslations('words');
  const [shown, setShown] = useState(false);
  return (
    <div className="flex gap-2">
      <Input {...props} type={shown ? 'text' : 'password'} />
      <Button size="icon" aria-label={t('show')} aria-pressed={shown} onClick={() => setShown(!shown)}>
        {shown ? <EyeOff /> : <Eye />}
      </Button>
    </div>
  );
}
