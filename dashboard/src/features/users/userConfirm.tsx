'use client';

import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'use-intl';
import { useSelf } from '@/features/session/auth';
import { Confirm } from '@/ui/confirm';
import { Dialog } from '@/ui/dialog';
import { useErrorText } from '@/ui/state';
import { useToast } from '@/ui/toast';
import { OneTimePassword } from './oneTimePassword';
import { type User, userService } from './userService';

export type Act = 'resetPassword' | 'revokeSessions' | 'delete';

type Props = { user: User; act: Act | undefined; onClose: () => void; onDeleted?: () => void };

/** Asks before something is done about somebody, does it, and shows what came of it. */
export function UserConfirm({ user, act, onClose, onDeleted }: Props) {
  const t = useTranslations('users');
  const self = useSelf();
  const name = `${user.firstName} ${user.lastName}`;
  const { run, reset, password } = useAct(user, onDeleted);
  return (
    <>
      {act && (
        <Confirm
          open
          onOpenChange={onClose}
          title={t(`ask.${act}`, { name })}
          action={t(`acts.${act}`)}
          onConfirm={() => run(act)}
        >
          <p>{t(`askWhy.${act}`)}</p>
          {user.id === self.id && <p className="mt-2 font-medium text-bad">{t('askSelf')}</p>}
        </Confirm>
      )}
      <Dialog open={password !== undefined} onOpenChange={reset} title={t('resetDone', { name })}>
        <OneTimePassword email={user.email} password={password?.shown} />
      </Dialog>
    </>
  );
}

function useAct(user: User, onDeleted?: () => void) {
  const t = useTranslations('users');
  const client = useQueryClient();
  const toast = useToast();
  const errorText = useErrorText();
  const { mutate, data, reset } = useMutation({
    mutationFn: async (act: Act) => {
      if (act !== 'resetPassword') return void (await userService[act](user.id));
      return { shown: (await userService.resetPassword(user.id)).oneTimePassword };
    },
    onSuccess: (_, act) => {
      if (act !== 'resetPassword') toast('good', t(`done.${act}`));
      if (act === 'delete') onDeleted?.();
    },
    onError: (error) => toast('bad', errorText(error)),
    onSettled: () => client.invalidateQueries({ queryKey: ['users'] }),
  });
  return { run: mutate, reset, password: data ?? undefined };
}
