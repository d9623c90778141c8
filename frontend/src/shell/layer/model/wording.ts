/** CQL2 text cut into words, each with where it stands. */

export type Word = {
  kind: 'name' | 'string' | 'number' | 'sign';
  /** Names as written, strings without their quotes. */
  text: string;
  from: number;
  to: number;
};

const SHAPE =
  /\s*(?:([A-Za-z_][A-Za-z0-9_.]*)|"([^"]+)"|'((?:[^']|'')*)'|([+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)|(<>|<=|>=|[=<>(),*/+-]))/y;

/** The words of a text; null where it holds something that is none. */
export function wordsOf(text: string): Word[] | null {
  const found: Word[] = [];
  const end = text.trimEnd().length;
  SHAPE.lastIndex = 0;
  while (SHAPE.lastIndex < end) {
    const hit = SHAPE.exec(text);
    if (hit === null) return null;
    const [whole, name, quoted, string, number, sign] = hit;
    const to = SHAPE.lastIndex;
    const from = to - whole.trimStart().length;
    if (string !== undefined) found.push({ kind: 'string', text: string.replaceAll("''", "'"), from, to });
    else if (number !== undefined) found.push({ kind: 'number', text: number, from, to });
    else if (sign !== undefined) found.push({ kind: 'sign', text: sign, from, to });
    else found.push({ kind: 'name', text: name ?? quoted ?? '', from, to });
  }
  return found;
}

/** Whether a word is this keyword or sign, in any case. */
export function is(word: Word | undefined, text: string): boolean {
  return word !== undefined && (word.kind === 'name' || word.kind === 'sign') && word.text.toUpperCase() === text;
}

/** Parts of a list of words between a keyword that stands outside all brackets; the AND of a BETWEEN divides nothing. */
export function parted(words: readonly Word[], keyword: 'AND' | 'OR'): Word[][] {
  const parts: Word[][] = [[]];
  let depth = 0;
  let between = false;
  for (const word of words) {
    if (is(word, '(')) depth += 1;
    if (is(word, ')')) depth -= 1;
    if (depth === 0 && is(word, 'BETWEEN')) between = true;
    else if (depth === 0 && between && is(word, 'AND')) between = false;
    else if (depth === 0 && is(word, keyword)) {
      parts.push([]);
      continue;
    }
    parts.at(-1)?.push(word);
  }
  return parts;
}

/** Words without the brackets that hold them all. */
export function bare(words: readonly Word[]): readonly Word[] {
  if (!is(words[0], '(') || !is(words.at(-1), ')')) return words;
  let depth = 0;
  for (const [at, word] of words.entries()) {
    if (is(word, '(')) depth += 1;
    if (is(word, ')')) depth -= 1;
    if (depth === 0 && at < words.length - 1) return words;
  }
  return depth === 0 ? bare(words.slice(1, -1)) : words;
}
