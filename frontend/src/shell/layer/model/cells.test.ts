import { describe, expect, it } from 'vitest';
import type { LayerField } from '../types.ts';
import { wordsOf } from '../words.ts';
import { areaText, categoryText } from './cells.ts';

describe('the area of a cell', () => {
  it.each([
    [36.129, '36'],
    [5.161, '5,2'],
    [0.737, '0,74'],
    [0.015048, '0,0150'],
  ])('%d km² is said as %s', (km2, said) => {
    expect(areaText(km2, 'vi')).toBe(said);
  });
});

describe('the category of a cell', () => {
  const field = {
    name: 'grade',
    type: 'integer',
    codes: [{ code: 1, title: { vi: 'Một', en: 'One' }, color: null, pattern: null, icon: null, parent: null }],
  } as unknown as LayerField;

  it.each([
    [1, 'One'],
    [7, '7'],
    [null, 'No value'],
  ])('%s is said as %s', (code, said) => {
    expect(categoryText(field, code, wordsOf('en'), 'en')).toBe(said);
  });
});
