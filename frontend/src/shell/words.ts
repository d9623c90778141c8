import type { Lang, Text } from '../lib/api/types.ts';
import { en } from './words.en.ts';
import { vi, type Words } from './words.vi.ts';

export type { Words } from './words.vi.ts';

const DICTIONARY: Record<Lang, Words> = { vi, en };

export function wordsOf(lang: Lang): Words {
  return DICTIONARY[lang];
}

/** A text of the server in the language of the page; Vietnamese where the other was left empty. */
export function say(text: Text | string | null | undefined, lang: Lang): string {
  if (text === null || text === undefined) return '';
  return typeof text === 'string' ? text : text[lang] || text.vi;
}
