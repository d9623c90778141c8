import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { isAfter, Stream, type Told } from './stream.ts';

/** The browser's part: says where it connects to, and does what a server or a proxy would make it do. */
class Source extends EventTarget {
  static readonly CLOSED = 2;
  static opened: Source[] = [];
  readyState = 0;
  readonly url: string;
  constructor(url: string) {
    super();
    this.url = url;
    Source.opened.push(this);
  }
  close(): void {
    this.readyState = Source.CLOSED;
  }
  refuse(): void {
    this.close();
    this.dispatchEvent(new Event('error'));
  }
  tell(kind: string, data: string, lastEventId: string): void {
    this.dispatchEvent(Object.assign(new Event(kind), { data, lastEventId }));
  }
}

const last = (): Source => Source.opened[Source.opened.length - 1] as Source;

describe('the stream of events', () => {
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('EventSource', Source);
    Source.opened = [];
  });
  afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('is opened after a position, and again after the last one told when a proxy refused it', () => {
    const heard: Told[] = [];
    new Stream('5.1', (told) => heard.push(told));
    expect(last().url).toBe('/api/events?after=5.1');
    last().tell('change', '{}', '6.2');
    last().refuse();
    vi.advanceTimersByTime(2_000);
    expect(last().url).toBe('/api/events?after=6.2');
    last().tell('reset', '{}', '9.9');
    expect(heard).toEqual([
      { kind: 'change', data: '{}', position: '6.2' },
      { kind: 'reset', data: '{}', position: '9.9' },
    ]);
  });

  it('waits longer and longer while it is refused', () => {
    new Stream('5.1', () => undefined);
    for (const wait of [2_000, 4_000, 8_000, 16_000, 32_000, 60_000, 60_000]) {
      const before = Source.opened.length;
      last().refuse();
      vi.advanceTimersByTime(wait - 1);
      expect(Source.opened.length).toBe(before);
      vi.advanceTimersByTime(1);
      expect(Source.opened.length).toBe(before + 1);
    }
    last().dispatchEvent(new Event('open'));
    last().refuse();
    vi.advanceTimersByTime(2_000);
    expect(Source.opened.length).toBe(9);
  });

  it('leaves a line that only broke to the browser, and stays closed', () => {
    const stream = new Stream('5.1', () => undefined);
    last().dispatchEvent(new Event('error'));
    vi.advanceTimersByTime(60_000);
    expect(Source.opened.length).toBe(1);
    last().refuse();
    stream.close();
    vi.advanceTimersByTime(60_000);
    expect(Source.opened.length).toBe(1);
  });
});

describe('positions', () => {
  it.each([
    ['10.1', '9.7', true],
    ['9.7', '10.1', false],
    ['9.10', '9.9', true],
    ['9.9', '9.9', false],
    ['9007199254740993.1', '9007199254740992.1', true],
  ])('%s after %s: %s', (a, b, expected) => {
    expect(isAfter(a, b)).toBe(expected);
  });
});
