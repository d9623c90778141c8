/**
 * Text without tones, case, apostrophes and dashes, for finding names typed without a Vietnamese keyboard: the server's
 * rule (`boundaries/folding.py`), held to it by `tests/golden/rules/fold.json`.
 */

const D = /[đĐðÐ]/g;
const APOSTROPHES = /['`´ʹʼʽˈ‘’‛′＇]/g;
const DASHES = /[\s\-‐‑‒–—―−_.,;:/()]+/g;

export function fold(text: string): string {
  // The acute accent that stands alone is an apostrophe before it is decomposed into a blank and a mark.
  return text
    .replace(APOSTROPHES, '')
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(D, 'd')
    .replace(APOSTROPHES, '')
    .replace(DASHES, ' ')
    .trim();
}

/** Whether every word of the query begins a word of the text; signs around a word do not count. */
export function matches(text: string, query: string): boolean {
  const there = words(text);
  return words(query).every((wanted) => there.some((word) => word.startsWith(wanted)));
}

function words(text: string): string[] {
  return fold(text).split(/[^\p{L}\p{N}]+/u);
}
