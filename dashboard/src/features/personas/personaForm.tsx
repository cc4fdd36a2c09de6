'use client';

import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslations } from 'use-intl';
import { useAuth } from '@/features/session/auth';
import { ApiError } from '@/lib/apiError';
import { useGo } from '@/lib/navigation';
import { useOnline } from '@/lib/online';
import { Button } from '@/ui/button';
import { Card, CardBody, PageHeader } from '@/ui/card';
import { Confirm } from '@/ui/confirm';
import { useErrorText } from '@/ui/state';
import { useToast } from '@/ui/toast';
import { DNSForm } from './dnsForm';
import { HTTPForm } from './httpForm';
import { type Persona, type PersonaType, personaService } from './personaService';

/** Makes or changes a persona. A change concerns later runs only. */
export function PersonaForm({ type, persona }: { type: PersonaType; persona?: Persona }) {
  const t = useTranslations('personas');
  const go = useGo();
  const toast = useToast();
  const client = useQueryClient();
  const { may } = useAuth();
  const list = `/personas?type=${type}`;
  const done = async () => {
    // The list reads again when it is shown; what was deleted must not.
    await client.invalidateQueries({ queryKey: ['personas'], refetchType: 'none' });
    toast('good', t('saved'));
    go.push(list);
  };
  const props = {
    persona,
    onDone: done,
    onCancel: () => go.push(list),
    readOnly: !may(persona ? 'personas:update' : 'personas:create'),
  };
  return (
    <>
      <PageHeader
        title={persona ? persona.name : t(`new.${type}`)}
        description={t(`noneWhy.${type}`)}
        actions={persona && may('personas:delete') && <Delete persona={persona} onDone={done} />}
      />
      <Card className="max-w-3xl">
        <CardBody>{type === 'dns' ? <DNSForm {...props} /> : <HTTPForm {...props} />}</CardBody>
      </Card>
    </>
  );
}

function Delete({ persona, onDone }: { persona: Persona; onDone: () => void }) {
  const t = useTranslations('personas');
  const words = useTranslations('words');
  const online = useOnline();
  const toast = useToast();
  const errorText = useErrorText();
  const [asked, ask] = useState(false);
  const remove = () =>
    personaService.delete(persona.personaType, persona.id).then(onDone, (error: unknown) => {
      // Somebody else was quicker: it is gone, as was wanted.
      if (error instanceof ApiError && error.status === 404) onDone();
      else toast('bad', errorText(error));
    });
  return (
    <>
      <Button variant="danger" disabled={!online} onClick={() => ask(true)}>
        {words('delete')}
      </Button>
      <Confirm
        open={asked}
        onOpenChange={ask}
        title={t('deleteTitle', { name: persona.name })}
        action={words('delete')}
        onConfirm={remove}
      >
        {t('deleteWhy')}
      </Confirm>
    </>
  );
}
