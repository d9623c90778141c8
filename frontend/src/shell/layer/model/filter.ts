/**
 * What is filtered, as controls show it and as CQL2 text in the address.
 *
 * One clause a field, all of them together. What the controls cannot show (written by hand, or for a field that has no
 * control) is kept as it was and goes with the others.
 */

import type { FieldType, LayerField, Value } from '../types.ts';
import { bare, is, parted, type Word, wordsOf } from './wording.ts';

export type Clause =
  /** A row whose value is one of these, or lies below one of them in its tree; null is "no value". */
  | { kind: 'in'; values: readonly (Value | null)[] }
  /** From and to are both inside; of an instant they are local days, both whole. */
  | { kind: 'range'; from: string | number | null; to: string | number | null }
  /** Holds these letters, whatever their case and tones. */
  | { kind: 'contains'; text: string };

export type Filter = { clauses: ReadonlyMap<string, Clause>; rest: string | null };

export const NO_FILTER: Filter = { clauses: new Map(), rest: null };
const DAY = /^\d{4}-\d{2}-\d{2}$/;
const PLAIN = /^[a-z_][a-z0-9_]*$/;
const KEYWORDS = new Set([
  'and',
  'or',
  'not',
  'in',
  'between',
  'like',
  'is',
  'null',
  'true',
  'false',
  'date',
  'timestamp',
]);

export function isEmpty(filter: Filter): boolean {
  return filter.clauses.size === 0 && filter.rest === null;
}

/** The filter with another clause for a field; null takes the field's away. */
export function withClause(filter: Filter, field: string, clause: Clause | null): Filter {
  const clauses = new Map(filter.clauses);
  if (clause === null || saysNothing(clause)) clauses.delete(field);
  else clauses.set(field, clause);
  return { ...filter, clauses };
}

function saysNothing(clause: Clause): boolean {
  if (clause.kind === 'in') return clause.values.length === 0;
  if (clause.kind === 'contains') return clause.text.trim() === '';
  return clause.from === null && clause.to === null;
}

/** CQL2 text; null when nothing is filtered. Clauses stand in the order of the fields, so that one filter has one text. */
export function written(filter: Filter, fields: readonly LayerField[]): string | null {
  const terms = fields.flatMap((field) => {
    const clause = filter.clauses.get(field.name);
    return clause === undefined ? [] : [clauseText(field, clause)];
  });
  if (filter.rest !== null) terms.push(terms.length > 0 ? `(${filter.rest})` : filter.rest);
  return terms.length === 0 ? null : terms.join(' AND ');
}

function clauseText(field: LayerField, clause: Clause): string {
  const name = nameText(field.name);
  if (clause.kind === 'contains') return `${name} LIKE ${quoted(`%${likeEscaped(clause.text.trim())}%`)}`;
  if (clause.kind === 'range') return rangeText(name, field.type, clause);
  const values = clause.values.filter((value) => value !== null);
  const terms: string[] = [];
  if (values.length === 1) terms.push(`${name} = ${literal(values[0] as Value, field.type)}`);
  if (values.length > 1) terms.push(`${name} IN (${values.map((value) => literal(value, field.type)).join(', ')})`);
  if (clause.values.includes(null)) terms.push(`${name} IS NULL`);
  return terms.length > 1 ? `(${terms.join(' OR ')})` : (terms[0] ?? '');
}

function rangeText(name: string, type: FieldType, { from, to }: Extract<Clause, { kind: 'range' }>): string {
  if (from !== null && to !== null) return `${name} BETWEEN ${literal(from, type)} AND ${literal(to, type)}`;
  return from === null ? `${name} <= ${literal(to ?? 0, type)}` : `${name} >= ${literal(from, type)}`;
}

function literal(value: Value, type: FieldType): string {
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'number') return String(value);
  return type === 'date' || type === 'datetime' ? `DATE('${value}')` : quoted(value);
}

function quoted(text: string): string {
  return `'${text.replaceAll("'", "''")}'`;
}

function nameText(name: string): string {
  return PLAIN.test(name) && !KEYWORDS.has(name) ? name : `"${name}"`;
}

function likeEscaped(text: string): string {
  return text.replace(/[\\%_]/g, (letter) => `\\${letter}`);
}

/** Reads CQL2 text. What does not stand for a control of one of these fields is `rest`, word by word. */
export function readFilter(text: string | null, fields: readonly LayerField[]): Filter {
  if (text === null || text.trim() === '') return NO_FILTER;
  const words = wordsOf(text);
  if (words === null) return { clauses: new Map(), rest: text.trim() };
  const clauses = new Map<string, Clause>();
  const rest: (readonly Word[])[] = [];
  for (const term of terms(words)) {
    const read = readTerm(term, fields);
    const merged = read === null ? null : merge(clauses.get(read.field), read.clause);
    if (read !== null && merged !== null) clauses.set(read.field, merged);
    else rest.push(term);
  }
  // Alone it needs no brackets: they come back where it stands beside others.
  const [first, ...others] = rest;
  const kept = first !== undefined && others.length === 0 ? [bare(first)] : rest;
  const texts = kept.map((term) => text.slice(term[0]?.from, term.at(-1)?.to));
  return { clauses, rest: texts.length === 0 ? null : texts.join(' AND ') };
}

/** The terms that hold together, however they are bracketed. */
function terms(words: readonly Word[]): (readonly Word[])[] {
  const inner = bare(words);
  if (parted(inner, 'OR').length > 1) return [words];
  const parts = parted(inner, 'AND');
  return parts.length > 1 ? parts.flatMap(terms) : [inner.length === words.length ? words : inner];
}

/** Two clauses of one field as one; null where no control shows both. */
function merge(had: Clause | undefined, came: Clause): Clause | null {
  if (had === undefined) return came;
  if (had.kind !== 'range' || came.kind !== 'range') return null;
  if (had.from !== null && came.from !== null) return null;
  if (had.to !== null && came.to !== null) return null;
  return { kind: 'range', from: had.from ?? came.from, to: had.to ?? came.to };
}

type Read = { field: string; clause: Clause };

function readTerm(words: readonly Word[], fields: readonly LayerField[]): Read | null {
  const alternatives = parted(bare(words), 'OR');
  if (alternatives.length > 1) return readAlternatives(alternatives, fields);
  const [name, sign] = words;
  const field = name?.kind === 'name' ? fields.find((f) => f.name === name.text) : undefined;
  if (field === undefined || sign === undefined) return null;
  const clause = readClause(words.slice(1), field);
  return clause === null ? null : { field: field.name, clause };
}

/** Several values of one field, "no value" among them. */
function readAlternatives(parts: readonly Word[][], fields: readonly LayerField[]): Read | null {
  const read = parts.map((part) => readTerm(bare(part), fields));
  const field = read[0]?.field;
  const values: (Value | null)[] = [];
  for (const one of read) {
    if (one === null || one.field !== field || one.clause.kind !== 'in') return null;
    values.push(...one.clause.values);
  }
  return field === undefined ? null : { field, clause: { kind: 'in', values } };
}

/** Letters anywhere in a text: plain LIKE looks past case and tones. */
function readContains(words: readonly Word[], field: LayerField): Clause | null {
  const [text, more] = words;
  if (field.type !== 'string' || text?.kind !== 'string' || more !== undefined) return null;
  const letters = /^%((?:[^\\%_]|\\[\\%_])+)%$/.exec(text.text)?.[1];
  return letters === undefined ? null : { kind: 'contains', text: letters.replace(/\\([\\%_])/g, '$1') };
}

function readClause(words: readonly Word[], field: LayerField): Clause | null {
  const [sign, ...after] = words;
  if (is(sign, 'IS') && after.length === 1 && is(after[0], 'NULL')) return { kind: 'in', values: [null] };
  if (is(sign, 'IN') && is(after[0], '(') && is(after.at(-1), ')')) {
    const values = readValues(after.slice(1, -1), field);
    return values === null || values.length === 0 ? null : { kind: 'in', values };
  }
  if (is(sign, 'BETWEEN')) {
    const [low, high, ...more] = parted(after, 'AND').map((part) => readBound(part, field));
    if (low == null || high == null || more.length > 0) return null;
    return { kind: 'range', from: low, to: high };
  }
  if (is(sign, 'LIKE')) return readContains(after, field);
  if (is(sign, '=')) {
    const value = readValue(after, field);
    return value === null ? null : { kind: 'in', values: [value] };
  }
  return readSide(sign, after, field);
}

function readSide(sign: Word | undefined, after: readonly Word[], field: LayerField): Clause | null {
  const bound = readBound(after, field);
  if (bound === null) return null;
  if (is(sign, '>=')) return { kind: 'range', from: bound, to: null };
  if (is(sign, '<=')) return { kind: 'range', from: null, to: bound };
  return null;
}

function readValues(words: readonly Word[], field: LayerField): Value[] | null {
  const values: Value[] = [];
  let part: Word[] = [];
  for (const word of [...words, null]) {
    if (word !== null && !is(word, ',')) {
      part.push(word);
      continue;
    }
    const value = readValue(part, field);
    if (value === null) return null;
    values.push(value);
    part = [];
  }
  return values;
}

function readValue(words: readonly Word[], field: LayerField): Value | null {
  const [word, ...more] = words;
  if (word === undefined || more.length > 0) return null;
  if (field.type === 'string') return word.kind === 'string' ? word.text : null;
  if (field.type === 'boolean') return is(word, 'TRUE') ? true : is(word, 'FALSE') ? false : null;
  const numeric = field.type === 'integer' || field.type === 'number';
  return numeric && word.kind === 'number' ? Number(word.text) : null;
}

/** An end of a range: a number, or the day of DATE('…'), which of instants is the whole local day. */
function readBound(words: readonly Word[], field: LayerField): string | number | null {
  if (field.type === 'integer' || field.type === 'number') {
    const value = readValue(words, field);
    return typeof value === 'number' ? value : null;
  }
  const days = field.type === 'date' || field.type === 'datetime';
  const [name, open, text, close, more] = words;
  if (!days || !is(name, 'DATE') || !is(open, '(') || !is(close, ')') || more !== undefined) return null;
  return text?.kind === 'string' && DAY.test(text.text) ? text.text : null;
}
