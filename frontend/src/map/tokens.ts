/** The design's colours as the map's canvas needs them: values, not names. */

const NAMES = [
  'sea',
  'sea-1',
  'sea-2',
  'sea-3',
  'land',
  'neighbour',
  'neighbour-line',
  'water-line',
  'border-province',
  'border-district',
  'border-commune',
  'surface',
  'ink',
  'ink-3',
  'select',
  'accent',
  'halo',
  'hatch',
  'dots',
  'blank',
  'warn',
  'warn-mark',
  'good-fill',
  'bad-fill',
  'stable-fill',
  'good',
  'bad',
  'stable',
  ...[1, 2, 3, 4, 5].flatMap((i) => [`seq-${i}`, `div-${i}`]),
] as const;

export type Tokens = ReadonlyMap<string, string>;

export function readTokens(element: Element): Tokens {
  const style = getComputedStyle(element);
  return new Map(NAMES.map((name) => [name, style.getPropertyValue(`--${name}`).trim() || '#888888']));
}

export function token(tokens: Tokens, name: string): string {
  return tokens.get(name) ?? '#888888';
}
