import type { Lang } from '../../lib/api/types.ts';
import { en } from './words.en.ts';
import { vi, type Words } from './words.vi.ts';

export type { Words } from './words.vi.ts';

const DICTIONARY: Record<Lang, Words> = { vi, en };

export function wordsOf(lang: Lang): Words {
  return DICTIONARY[lang];
}
