import { describe, expect, it } from 'vitest';
import { changed, changeKind, decode, encode, START, type View } from './address.ts';
import type { Workspace } from './workspace.ts';
import { placeOf } from './workspaces.ts';

const WHOLE: View = {
  unit: '22411@2025-07-01',
  edition: '2020-01-01',
  layers: ['x', 'y'],
  place: '109.1,12.2,8.5',
  feature: 'x/ab 1',
  span: '2024-Q2',
  known: '2024-06-01T10:00:00Z',
  lang: 'en',
  theme: 'dark',
  panel: false,
  own: { i: 'a', q: "kind = 'a,b' & c", table: '1' },
};

describe('address', () => {
  it('says the same view after a round trip', () => {
    expect(decode(encode(WHOLE))).toEqual(WHOLE);
    expect(encode(START)).toBe('');
    expect(decode('')).toEqual(START);
  });
  it('keeps keys that it does not know', () => {
    expect(encode(decode('?zz=1&i=a&u=1'))).toBe('?zz=1&i=a&u=1');
  });
  it.each([
    ['?i=a&p=2026-04&t=1&s=-value', '?i=a&s=-value&table=1&t=2026-04'],
    ['?t=1', '?table=1'],
    ['?p=2026-Q1', '?t=2026-Q1'],
    ['?p=2025&t=2026-04', '?t=2026-04'],
    ['?p=zzz', '?p=zzz'],
    ['?t=zzz', ''],
    ['?t=P7D/..', '?t=P7D/..'],
    ['?t=../..', '?t=../..'],
  ])('reads %s as %s', (old, now) => {
    expect(encode(decode(old))).toBe(now);
  });
  it('pushes steps and replaces time', () => {
    expect(changeKind(START, { ...START, unit: '1' }, [])).toBe('push');
    expect(changeKind(START, { ...START, span: '2024' }, ['i'])).toBe('replace');
    expect(changeKind(START, { ...START, own: { i: 'a' } }, ['i'])).toBe('push');
    expect(changeKind(START, { ...START, own: { m: 'a' } }, ['i'])).toBe('replace');
  });
  it('changes own keys only where they differ', () => {
    const own = { i: 'a', m: 'b' };
    expect(changed(own, { i: 'a', x: null })).toBe(own);
    expect(changed(own, { i: null, x: '1' })).toEqual({ m: 'b', x: '1' });
  });
});

describe('a path', () => {
  const at = (path: string) => ({ id: path, path }) as Workspace;
  const known = [at('/map'), at('/layer/:id')];
  it.each([
    ['/map', '/map', null],
    ['/map/', '/map', null],
    ['/layer/wells', '/layer/:id', 'wells'],
    ['/layer/a%20b', '/layer/:id', 'a b'],
  ])('%s opens %s', (path, id, param) => {
    expect(placeOf(path, known)).toMatchObject({ workspace: { id }, param });
  });
  it.each(['/layer', '/layer/', '/layer/a/b', '/nothing', '/layer/%zz'])('%s opens nothing', (path) => {
    expect(placeOf(path, known).workspace).toBeNull();
  });
});
