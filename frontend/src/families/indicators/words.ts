/** The words of the indicators with those of every screen, in both languages. */

import type { Lang } from '../../lib/api/types.ts';
import { type Words as ShellWords, wordsOf as shellWords } from '../../shell/words.ts';
import { en } from './words.en.ts';
import { type OwnWords, vi } from './words.vi.ts';

export type Words = ShellWords & OwnWords;

const DICTIONARY: Record<Lang, Words> = { vi: { ...shellWords('vi'), ...vi }, en: { ...shellWords('en'), ...en } };

export function wordsOf(lang: Lang): Words {
  return DICTIONARY[lang];
}
