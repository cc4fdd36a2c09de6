import auth from '@/lib/schemas/UpdateAuthConfig.gen.json';
import logging from '@/lib/schemas/UpdateLoggingConfig.gen.json';
import rateLimit from '@/lib/schemas/UpdateRateLimitConfig.gen.json';
import server from '@/lib/schemas/UpdateServerConfig.gen.json';
import worker from '@/lib/schemas/UpdateWorkerConfig.gen.json';
import type { Section } from './configService';

export type FieldKind =
  | { kind: 'flag' }
  | { kind: 'number' }
  | { kind: 'choice'; options: string[] }
  | { kind: 'lines' };

type Property = { type?: string; enum?: string[] };

/** What the API takes in each section: another one is a line here and its texts. */
export const schemas: Record<Section, { properties: Record<string, Property> }> = {
  server,
  'rate-limit': rateLimit,
  logging,
  auth,
  worker,
};

export const sections = Object.keys(schemas) as Section[];

/** The fields of a section as controls, by the schema of the API. */
export function fieldsOf(section: Section): [string, FieldKind][] {
  return Object.entries(schemas[section].properties)
    .filter(([name]) => name !== 'expectedVersion')
    .map(([name, property]) => [name, kindOf(property)]);
}

function kindOf({ type, enum: options }: Property): FieldKind {
  if (options) return { kind: 'choice', options };
  if (type === 'boolean') return { kind: 'flag' };
  return type === 'array' ? { kind: 'lines' } : { kind: 'number' };
}
