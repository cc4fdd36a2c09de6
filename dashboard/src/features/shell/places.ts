import {
  Activity,
  BookOpen,
  CircleUser,
  Contact,
  FileClock,
  Gauge,
  ListFilter,
  type LucideIcon,
  Radio,
  Settings,
  Users,
  Workflow,
} from 'lucide-react';
import type { Permission } from '@/features/session/auth';

export type Place = {
  path: string;
  label:
    | 'overview'
    | 'campaigns'
    | 'personas'
    | 'keywordSets'
    | 'events'
    | 'monitoring'
    | 'settings'
    | 'users'
    | 'natsUsers'
    | 'account'
    | 'about';
  icon: LucideIcon;
  needs?: Permission;
};

/** Where one can go: the navigation and the palette show those that the person may open. */
export const places: { group: 'work' | 'administration'; places: Place[] }[] = [
  {
    group: 'work',
    places: [
      { path: '/', label: 'overview', icon: Gauge },
      { path: '/campaigns', label: 'campaigns', icon: Workflow, needs: 'campaigns:read' },
      { path: '/personas', label: 'personas', icon: Contact, needs: 'personas:read' },
      { path: '/keyword-sets', label: 'keywordSets', icon: ListFilter, needs: 'keywords:read' },
      { path: '/events', label: 'events', icon: FileClock, needs: 'events:read' },
    ],
  },
  {
    group: 'administration',
    places: [
      { path: '/monitoring', label: 'monitoring', icon: Activity, needs: 'system:admin' },
      { path: '/settings', label: 'settings', icon: Settings, needs: 'system:config' },
      { path: '/admin/users', label: 'users', icon: Users, needs: 'users:manage' },
      { path: '/admin/nats-users', label: 'natsUsers', icon: Radio, needs: 'system:admin' },
    ],
  },
];

/** Places that have no line in the navigation: the menu of the person and the palette lead there. */
export const further: Place[] = [
  { path: '/account', label: 'account', icon: CircleUser },
  { path: '/about', label: 'about', icon: BookOpen },
];
