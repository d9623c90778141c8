import { describe, expect, it } from 'vitest';
import { type Clause, type Filter, isEmpty, NO_FILTER, readFilter, withClause, written } from './filter.ts';
import { fieldOf } from './samples.ts';

const FIELDS = [
  fieldOf({ name: 'kind', type: 'string' }),
  fieldOf({ name: 'state', type: 'integer' }),
  fieldOf({ name: 'flag', type: 'boolean' }),
  fieldOf({ name: 'height', type: 'number' }),
  fieldOf({ name: 'opened_on', type: 'date' }),
  fieldOf({ name: 'at', type: 'datetime' }),
  fieldOf({ name: 'name', type: 'string' }),
  fieldOf({ name: 'date', type: 'string' }),
];

function filterOf(clauses: Record<string, Clause>, rest: string | null = null): Filter {
  return { clauses: new Map(Object.entries(clauses)), rest };
}

function same(a: Filter, b: Filter): void {
  expect(Object.fromEntries(a.clauses)).toEqual(Object.fromEntries(b.clauses));
  expect(a.rest).toBe(b.rest);
}

const WRITTEN: [string, Filter, string][] = [
  ['one code', filterOf({ kind: { kind: 'in', values: ['traffic'] } }), "kind = 'traffic'"],
  ['several codes', filterOf({ kind: { kind: 'in', values: ['a', 'b'] } }), "kind IN ('a', 'b')"],
  ['integer codes', filterOf({ state: { kind: 'in', values: [1, -2] } }), 'state IN (1, -2)'],
  ['a truth', filterOf({ flag: { kind: 'in', values: [true] } }), 'flag = TRUE'],
  ['no value', filterOf({ kind: { kind: 'in', values: [null] } }), 'kind IS NULL'],
  ['a value or none', filterOf({ kind: { kind: 'in', values: ['a', null] } }), "(kind = 'a' OR kind IS NULL)"],
  ['a quote', filterOf({ kind: { kind: 'in', values: ["Đ'Ran"] } }), "kind = 'Đ''Ran'"],
  ['between', filterOf({ height: { kind: 'range', from: -1.5, to: 2 } }), 'height BETWEEN -1.5 AND 2'],
  ['at least', filterOf({ height: { kind: 'range', from: 0, to: null } }), 'height >= 0'],
  ['at most', filterOf({ height: { kind: 'range', from: null, to: 0 } }), 'height <= 0'],
  [
    'days',
    filterOf({ opened_on: { kind: 'range', from: '2024-01-01', to: '2024-02-29' } }),
    "opened_on BETWEEN DATE('2024-01-01') AND DATE('2024-02-29')",
  ],
  [
    'local days of instants',
    filterOf({ at: { kind: 'range', from: '2024-01-01', to: '2024-01-01' } }),
    "at BETWEEN DATE('2024-01-01') AND DATE('2024-01-01')",
  ],
  ['letters', filterOf({ name: { kind: 'contains', text: '50%_' } }), "name LIKE '%50\\%\\_%'"],
  ['a name that is a keyword', filterOf({ date: { kind: 'in', values: ['x'] } }), `"date" = 'x'`],
  [
    'several fields, in their order',
    filterOf({ height: { kind: 'range', from: 1, to: null }, kind: { kind: 'in', values: ['a'] } }),
    "kind = 'a' AND height >= 1",
  ],
  ['something else', filterOf({}, 'height * 2 > 3'), 'height * 2 > 3'],
  [
    'something else beside a clause',
    filterOf({ kind: { kind: 'in', values: ['a'] } }, "state = 1 OR name = 'x'"),
    "kind = 'a' AND (state = 1 OR name = 'x')",
  ],
];

describe('filter', () => {
  it.each(WRITTEN)('is written and read back: %s', (_, filter, text) => {
    expect(written(filter, FIELDS)).toBe(text);
    same(readFilter(text, FIELDS), filter);
  });

  it('says nothing when empty', () => {
    expect(written(NO_FILTER, FIELDS)).toBeNull();
    expect(isEmpty(readFilter(' ', FIELDS))).toBe(true);
    expect(isEmpty(withClause(NO_FILTER, 'kind', { kind: 'in', values: [] }))).toBe(true);
  });

  it.each([
    ["KIND = 'a'", 'a name in another case'],
    ["kind <> 'a'", 'an operator without a control'],
    ['kind = 3', 'a number for a text'],
    ["colour = 'red'", 'a field that is none'],
    ["NOT kind = 'a'", 'a negation'],
    ["kind = 'a' OR name = 'b'", 'alternatives of two fields'],
    ["name LIKE 'a%'", 'letters at the beginning'],
    ["CASEI(name) LIKE CASEI('%a%')", 'letters with their tones'],
    ["at >= TIMESTAMP('2024-01-01T01:00:00Z')", 'an instant'],
    ['S_INTERSECTS(geom, BBOX(1, 2, 3, 4))', 'a place'],
    ['kind = §', 'what is no CQL2'],
  ])('keeps %s as it is: %s', (text) => {
    const filter = readFilter(text, FIELDS);
    same(filter, filterOf({}, text));
    expect(written(filter, FIELDS)).toBe(text);
  });

  it('takes what it can read out of a longer text', () => {
    const text = "(kind IN ('a','b') and (height>=1 AND height<=2)) AND state <> 4 AND flag = false";
    same(
      readFilter(text, FIELDS),
      filterOf(
        {
          kind: { kind: 'in', values: ['a', 'b'] },
          height: { kind: 'range', from: 1, to: 2 },
          flag: { kind: 'in', values: [false] },
        },
        'state <> 4',
      ),
    );
  });

  it('keeps a second clause of one field beside the first', () => {
    same(
      readFilter("kind = 'a' AND kind = 'b'", FIELDS),
      filterOf({ kind: { kind: 'in', values: ['a'] } }, "kind = 'b'"),
    );
  });
});
