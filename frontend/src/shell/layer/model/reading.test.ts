import { describe, expect, it } from 'vitest';
import type { Collection, Row } from '../types.ts';
import { en } from '../words.en.ts';
import { vi } from '../words.vi.ts';
import { markOf } from './mark.ts';
import { freshnessText, placeOf, placeText, spanText, stepText, titleOf, valueText } from './reading.ts';
import { axisOf, codeOf, fieldOf, freshnessOf, rowOf } from './samples.ts';
import { ordersOf } from './sorting.ts';

const NOW = Date.parse('2026-06-12T10:20:00Z');
const KIND = fieldOf({
  name: 'kind',
  type: 'integer',
  codes: [
    codeOf({ code: 1, title: { vi: 'Giao thông', en: 'Traffic' }, color: '#2b5f86', icon: 'road' }),
    codeOf({ code: 2, title: { vi: 'An ninh', en: 'Order' }, color: 'bad' }),
  ],
});
const LAYER: Collection = {
  id: 'wells',
  title: 'Wells',
  itemType: 'feature',
  crs: [],
  links: [],
  family: 'wells',
  rail: null,
  titles: { vi: 'Giếng khoan', en: 'Wells' },
  description: '',
  geometry: 'point',
  offers: [],
  fields: [
    fieldOf({ name: 'name', role: 'name', title: { vi: 'Tên', en: 'Name' } }),
    KIND,
    fieldOf({ name: 'since', type: 'date', title: { vi: 'Từ ngày', en: 'Since' } }),
    fieldOf({ name: 'height', type: 'number', title: { vi: 'Cao', en: 'Height' } }),
    fieldOf({ name: 'note', title: { vi: 'Ghi chú', en: 'Note' } }),
  ],
  filters: [],
  search: [],
  list: { title: 'name', subtitle: null, badge: 'kind', sort: null },
  style: { kind: 'symbol', by: 'kind', color: 'accent', icon: 'cctv' },
  time: null,
  known: false,
  hexes: null,
  view: null,
  freshness: null,
  owner: { vi: '', en: '' },
  licence: { vi: '', en: '' },
  simulated: false,
  count: null,
  icon: 'cctv',
};

describe('a value', () => {
  it.each([
    [fieldOf({ type: 'number', decimals: 1, unit: { vi: 'm', en: 'm' } }), 1234.5, '1.234,5\u00a0m', '1,234.5\u00a0m'],
    [fieldOf({ type: 'integer' }), 0, '0', '0'],
    [KIND, 1, 'Giao thông', 'Traffic'],
    [KIND, 9, '9', '9'],
    [fieldOf({ type: 'boolean' }), false, 'Không', 'No'],
    [fieldOf({ type: 'date' }), '2023-08-14', '14/8/2023', '14/8/2023'],
    [fieldOf({ type: 'datetime' }), '2026-06-12T08:41:00Z', '15:41, 12/6/2026', '15:41, 12/6/2026'],
    [fieldOf({}), null, '', ''],
  ])('reads as its field means it', (of, value, vietnamese, english) => {
    expect(valueText(of, value, vi, 'vi')).toBe(vietnamese);
    expect(valueText(of, value, en, 'en')).toBe(english);
  });

  it('stands in a table without its unit', () => {
    const metres = fieldOf({ type: 'number', decimals: 0, unit: { vi: 'm', en: 'm' } });
    expect(valueText(metres, 12, vi, 'vi', false)).toBe('12');
  });
});

describe('a row', () => {
  it('has a title, or says that it has none', () => {
    expect(titleOf(LAYER, rowOf({ name: 'Ngã sáu' }), vi, 'vi')).toBe('Ngã sáu');
    expect(titleOf(LAYER, rowOf({}), vi, 'vi')).toBe('Không tên 7');
  });

  it('has the mark of its code: the colour of the code, the icon of the layer', () => {
    expect(markOf(LAYER, 1)).toEqual({ shape: 'point', color: '#2b5f86', pattern: null, icon: 'cctv' });
    expect(markOf(LAYER, 2)).toMatchObject({ color: 'var(--bad)', icon: 'cctv' });
    expect(markOf(LAYER, 9)).toMatchObject({ color: 'var(--accent)' });
  });

  it('lies at its point, at the middle of its box, or nowhere', () => {
    expect(placeOf(rowOf({}, { type: 'Point', coordinates: [109, 12] }))).toEqual({ at: [109, 12], exact: true });
    const line: Row['geometry'] = {
      type: 'LineString',
      coordinates: [
        [109, 12],
        [110, 14],
        [109.5, 11],
      ],
    };
    expect(placeOf(rowOf({}, line))).toEqual({ at: [109.5, 12.5], exact: false });
    expect(placeOf(rowOf({}))).toBeNull();
    expect(placeText([109.18861, 12.24789], vi, 'vi')).toBe('12,2479° B, 109,1886° Đ');
    expect(placeText([-1.5, -12], en, 'en')).toBe('12.0000° S, 1.5000° W');
  });
});

describe('time in words', () => {
  const fresh = freshnessOf({ received: '2026-06-12T10:00:00Z', due: '2026-06-13T10:00:00Z' });

  it('says when a layer was updated, and by how much it is late', () => {
    expect(freshnessText(fresh, NOW, vi)).toBe('cập nhật 17:00');
    expect(freshnessText({ ...fresh, received: null }, NOW, vi)).toBe('chưa nhận dữ liệu');
    const late = { ...fresh, received: '2026-06-08T10:00:00Z', due: '2026-06-09T10:00:00Z', late: true };
    expect(freshnessText(late, NOW, vi)).toBe('cập nhật 8/6/2026, chậm 3 ngày');
    expect(freshnessText(late, NOW, en)).toBe('updated 8/6/2026, 3 days late');
  });

  it.each([
    [axisOf({}), null, 'toàn bộ thời gian'],
    [axisOf({ end: 'until' }), null, 'đang có hiệu lực hôm nay'],
    [axisOf({ kind: 'period' }), null, 'kỳ mới nhất'],
    [axisOf({ default: 'P1D' }), null, '24 giờ gần nhất'],
    [axisOf({}), '../..', 'toàn bộ thời gian'],
    [axisOf({}), 'P7D/..', '7 ngày gần nhất'],
    [axisOf({}), 'P1D/..', '24 giờ gần nhất'],
    [axisOf({}), 'PT48H/..', '2 ngày gần nhất'],
    [axisOf({}), 'PT155H/..', '155 giờ gần nhất'],
    [axisOf({}), 'PT170H/..', '170 giờ gần nhất'],
    [axisOf({}), '2026-06', 'Tháng 6/2026'],
    [axisOf({}), '2026-06-10/2026-06-11', '10/6/2026 – 11/6/2026'],
    [axisOf({}), '2026-06-09T23:00:00Z/2026-06-12T10:20:00Z', '10/6/2026 06:00 – 12/6/2026 17:20'],
    [axisOf({ kind: 'day', end: 'until' }), '2026-06', 'có hiệu lực ngày 30/6/2026'],
    [axisOf({ kind: 'day', end: 'until' }), '2026-06-10/2026-06-11', 'có hiệu lực ngày 11/6/2026'],
  ])('says what a span means to a layer', (time, t, words) => {
    expect(spanText(time, t, NOW, vi, 'vi')).toBe(words);
  });

  it.each([
    ['P7D/..', 'the last 7 days'],
    ['PT170H/..', 'the last 170 hours'],
    ['PT1H/..', 'the last 1 hour'],
  ])('says %s to its very hour in English', (t, words) => {
    expect(spanText(axisOf({}), t, NOW, en, 'en')).toBe(words);
  });

  it.each([
    ['PT1H', '1 giờ'],
    ['PT15M', '15 phút'],
    ['P1D', '1 ngày'],
    ['P1W', '7 ngày'],
    ['P1M', '1 tháng'],
    ['P12M', '1 năm'],
    ['P1Y', '1 năm'],
    [null, ''],
  ])('says how long a column is: %s', (step, words) => {
    expect(stepText(step, vi)).toBe(words);
  });
});

describe('the orders of a list', () => {
  it('are said in words, of what rows show and of times and figures, then of the other fields', () => {
    expect(ordersOf(LAYER, vi, 'vi').map(({ sortby, words }) => `${sortby}: ${words}`)).toEqual([
      'name: Tên A→Z',
      '-name: Tên Z→A',
      'kind: X A→Z',
      '-kind: X Z→A',
      'since: Từ ngày, cũ nhất trước',
      '-since: Từ ngày, mới nhất trước',
      'height: Cao, nhỏ nhất trước',
      '-height: Cao, lớn nhất trước',
      'note: Ghi chú A→Z',
      '-note: Ghi chú Z→A',
    ]);
  });
});
