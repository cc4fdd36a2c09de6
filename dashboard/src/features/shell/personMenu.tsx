'use client';

import { BookOpen, CircleUser, LogOut } from 'lucide-react';
import { useTheme } from 'next-themes';
import { useTranslations } from 'use-intl';
import { useSelf } from '@/features/session/auth';
import { authService } from '@/lib/authService';
import { type Language, languages, useLanguage } from '@/lib/language';
import { useGo } from '@/lib/navigation';
import { Button } from '@/ui/button';
import { Menu, MenuCheckbox, MenuItem, MenuLabel, MenuSeparator } from '@/ui/menu';

const themes = ['light', 'dark', 'system'] as const;

/** Account, theme, language, the way out. */
export function PersonMenu() {
  const t = useTranslations();
  const go = useGo();
  const self = useSelf();
  const { theme, setTheme } = useTheme();
  const { language, choose } = useLanguage();
  return (
    <Menu
      trigger={
        <Button variant="ghost" size="icon" aria-label={`${self.firstName} ${self.lastName}`} className="rounded-full">
          <span
            aria-hidden
            className="grid size-8 place-items-center rounded-full bg-accent-soft text-xs font-semibold text-accent"
          >
            {initial(self.firstName)}
            {initial(self.lastName)}
          </span>
        </Button>
      }
    >
      <MenuLabel>{self.email}</MenuLabel>
      <MenuItem onSelect={() => go.push('/account')}>
        <CircleUser />
        {t('shell.account')}
      </MenuItem>
      <MenuItem onSelect={() => go.push('/about')}>
        <BookOpen />
        {t('shell.about')}
      </MenuItem>
      <MenuSeparator />
      <MenuLabel>{t('shell.theme')}</MenuLabel>
      {themes.map((name) => (
        <MenuCheckbox key={name} checked={theme === name} onCheckedChange={() => setTheme(name)}>
          {t(`shell.${name}`)}
        </MenuCheckbox>
      ))}
      <MenuSeparator />
      <MenuLabel>{t('shell.language')}</MenuLabel>
      {(Object.keys(languages) as Language[]).map((tag) => (
        <MenuCheckbox key={tag} checked={language === tag} onCheckedChange={() => choose(tag)}>
          {languages[tag]}
        </MenuCheckbox>
      ))}
      <MenuSeparator />
      <MenuItem onSelect={() => authService.logout()}>
        <LogOut />
        {t('session.signOut')}
      </MenuItem>
    </Menu>
  );
}

function initial(name: string) {
  return [...name][0]?.toLocaleUpperCase() ?? '';
}
