import type { components } from '@/lib/api.gen';
import type { Permission } from './auth';

export type Role = components['schemas']['Role']['name'];

/** The mightiest first. */
export const roles: Role[] = ['super_admin', 'admin', 'user', 'viewer'];

type Group = 'campaigns' | 'personas' | 'proxies' | 'keywords' | 'work' | 'administration';

/** All permissions, as they are shown together. */
export const permissionGroups: Record<Group, Permission[]> = {
  campaigns: [
    'campaigns:create',
    'campaigns:read',
    'campaigns:update',
    'campaigns:delete',
    'campaigns:execute',
    'campaigns:read-all',
    'campaigns:manage-all',
  ],
  personas: ['personas:create', 'personas:read', 'personas:update', 'personas:delete'],
  proxies: ['proxies:create', 'proxies:read', 'proxies:update', 'proxies:delete'],
  keywords: ['keywords:create', 'keywords:read', 'keywords:update', 'keywords:delete'],
  work: ['probes:run', 'reports:generate', 'events:read'],
  administration: ['audit:read', 'api-keys:manage', 'users:manage', 'telemetry:read', 'system:config', 'system:admin'],
};

/** The groups that have some of these, with those. */
export function grouped(permissions: Permission[]): [Group, Permission[]][] {
  return Object.entries(permissionGroups)
    .map(([group, all]): [Group, Permission[]] => [group as Group, all.filter((one) => permissions.includes(one))])
    .filter(([, some]) => some.length > 0);
}
