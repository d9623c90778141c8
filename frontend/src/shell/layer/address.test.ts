import { describe, expect, it } from 'vitest';
import { decode, encode, type LayerAddress, START } from './address.ts';

const read = (query: string) => decode((key) => new URLSearchParams(query).get(key));

describe('address of the layer workspace', () => {
  it('leaves start values out', () => {
    expect(read('')).toEqual(START);
    expect(Object.values(encode(START)).every((value) => value === null)).toBe(true);
  });

  it('reads what it wrote', () => {
    const address: LayerAddress = { q: "kind = 'a&b'", o: '-name', as: 'both', by: 'hours', r: 9, table: true };
    const query = new URLSearchParams();
    for (const [key, value] of Object.entries(encode(address))) if (value !== null) query.set(key, value);
    expect(read(query.toString())).toEqual(address);
  });

  it('leaves what it does not understand', () => {
    expect(read('o=1%3B&as=cubes&r=99&table=yes&q=')).toEqual(START);
  });
});
