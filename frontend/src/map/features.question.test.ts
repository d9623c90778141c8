import { describe, expect, it } from 'vitest';
import { hexesUrl, questionKey, tilesUrl } from './features.question.ts';

const all = { datetime: null, filter: null, known: null };

describe('the address of tiles', () => {
  it('asks for nothing but the tile when all rows are wanted', () => {
    expect(tilesUrl('http://h', 'wells', all)).toBe('http://h/tiles/wells/live/{z}/{x}/{y}.mvt');
  });

  it('says which rows, with nothing left for the map to fill in but the tile', () => {
    const question = { datetime: '2026-01-01/..', filter: "name like '%{z}%'", known: '2026-05-01T00:00:00Z' };
    const url = tilesUrl('http://h', 'a b', question);
    expect(url.match(/\{.*?\}/g)).toEqual(['{z}', '{x}', '{y}']);
    const asked = new URL(url.replaceAll(/[{}]/g, '')).searchParams;
    expect(Object.fromEntries(asked)).toEqual(question);
    expect(new URL(url).pathname).toContain('/tiles/a%20b/live/');
  });

  it('takes an empty filter for none', () => {
    expect(questionKey('wells', { ...all, filter: '' })).toBe('wells');
  });
});

it('asks for hexagons of a box, by a field', () => {
  const url = hexesUrl(
    'wells',
    { ...all, filter: "kind='traffic'" },
    { res: 8, box: [108, 11.5, 110, 13], by: 'kind' },
  );
  const { pathname, searchParams } = new URL(url, 'http://h');
  expect(pathname).toBe('/api/collections/wells/hexes');
  expect(Object.fromEntries(searchParams)).toEqual({
    res: '8',
    bbox: '108,11.5,110,13',
    filter: "kind='traffic'",
    by: 'kind',
  });
});
