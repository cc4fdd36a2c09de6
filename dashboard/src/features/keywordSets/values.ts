import type { KeywordSet, KeywordSetBody } from './keywordSetService';

export const places = ['visible_text', 'title', 'raw_body', 'headers'] as const;

export type RuleValues = {
  id?: string;
  pattern: string;
  ruleType: 'string' | 'regex';
  isCaseSensitive: boolean;
  category: string;
  weight: string;
  contextChars: string;
};

export type Values = { name: string; description: string; isEnabled: boolean; matchIn: string[]; rules: RuleValues[] };

export const newRule: RuleValues = {
  pattern: '',
  ruleType: 'string',
  isCaseSensitive: false,
  category: '',
  weight: '',
  contextChars: '',
};

export function valuesOf(set?: KeywordSet): Values {
  return {
    name: set?.name ?? '',
    description: set?.description ?? '',
    isEnabled: set?.isEnabled ?? true,
    matchIn: set?.matchIn ?? ['visible_text', 'title'],
    rules: set?.rules?.map((rule) => ({
      id: rule.id,
      pattern: rule.pattern,
      ruleType: rule.ruleType,
      isCaseSensitive: rule.isCaseSensitive,
      category: rule.category ?? '',
      weight: `${rule.weight}`,
      contextChars: `${rule.contextChars}`,
    })) ?? [newRule],
  };
}

/** A rule keeps its id, so that earlier matches still name it. */
export function bodyOf(values: Values, expectedVersion?: number): KeywordSetBody {
  const number = (text: string) => (text.trim() === '' ? undefined : Number(text));
  return {
    name: values.name,
    description: values.description || undefined,
    isEnabled: values.isEnabled,
    expectedVersion,
    matchIn: values.matchIn as KeywordSetBody['matchIn'],
    rules: values.rules.map((rule) => ({
      id: rule.id || undefined,
      pattern: rule.pattern,
      ruleType: rule.ruleType,
      isCaseSensitive: rule.isCaseSensitive,
      category: rule.category || undefined,
      weight: number(rule.weight),
      contextChars: number(rule.contextChars),
    })),
  };
}
