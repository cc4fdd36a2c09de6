'use client';

import { useTranslations } from 'use-intl';
import { Badge } from '@/ui/badge';
import { OnlyWith } from './onlyWith';
import type { HTTPResult } from './resultService';

type Place = 'visible_text' | 'title' | 'raw_body' | 'headers';

/** What was found on a page, each rule with the text around it. */
export function Matches({ result }: { result: HTTPResult }) {
  const t = useTranslations('results');
  if (result.matches.length === 0) return null;
  return (
    <section>
      <h3 className="mb-2 font-semibold">{t('matches')}</h3>
      <ul className="flex flex-col gap-3">
        {result.matches.map((match) => (
          <li key={`${match.ruleId ?? match.pattern}-${match.where}`} className="rounded-lg border border-line p-3">
            <p className="flex flex-wrap items-center gap-2">
              <Badge tone="accent">
                {match.ruleId ? <OnlyWith by="ruleId" value={match.ruleId} text={match.pattern} /> : match.pattern}
              </Badge>
              <span className="text-[13px] text-muted">
                {match.adHoc ? t('adHoc') : match.keywordSetName}
                {match.category && ` · ${match.category}`} ·{' '}
                {t('where', { where: t(`places.${match.where as Place}`), count: match.count })}
                {match.countCapped && '+'}
              </span>
            </p>
            {match.context && (
              <p className="foreign mt-2 text-[13px] leading-relaxed">
                <Highlighted text={match.context} part={match.matchedText} />
              </p>
            )}
          </li>
        ))}
      </ul>
      {result.matchesTruncated && <p className="mt-2 text-[13px] text-muted">{t('matchesTruncated')}</p>}
    </section>
  );
}

/** Marks what matched. It is foreign text, and stays text. */
function Highlighted({ text, part }: { text: string; part: string }) {
  const at = part ? text.indexOf(part) : -1;
  if (at < 0) return text;
  return (
    <>
      {text.slice(0, at)}
      <mark className="rounded-sm bg-accent-soft px-0.5 text-accent">{part}</mark>
      {text.slice(at + part.length)}
    </>
  );
}
