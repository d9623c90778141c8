import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { holdsUntil, Wake } from './wake.ts';

const MINUTE = 60_000;
const at = (instant: string): number => Date.parse(instant);

describe('until when figures read the same', () => {
  it.each([
    ['the next deadline', '2026-05-20T03:00:00Z', '2026-05-20T10:00:00Z'],
    ['midnight in Vietnam, whatever has been due', '2026-05-20T10:00:00Z', '2026-05-20T17:00:00Z'],
    ['the next midnight, at midnight', '2026-05-20T17:00:00Z', '2026-05-21T17:00:00Z'],
  ])('%s', (_, now, until) => {
    const due = ['2026-04-20T10:00:00Z', null, '2026-05-20T10:00:00Z', '2026-06-22T10:00:00Z'];
    expect(holdsUntil(due, at(now))).toBe(at(until));
  });
});

describe('waking', () => {
  const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
  const show = (state: 'visible' | 'hidden') => {
    page.visibilityState = state;
    page.dispatchEvent(new Event('visibilitychange'));
  };
  const woken = vi.fn();
  let asleep = () => {};
  let wake: Wake;
  beforeEach(() => {
    vi.useFakeTimers();
    vi.stubGlobal('document', page);
    page.visibilityState = 'visible';
    woken.mockClear();
    wake = new Wake(woken);
    asleep = wake.watch();
  });
  afterEach(() => {
    asleep();
    vi.useRealTimers();
    vi.unstubAllGlobals();
  });

  it('comes when the time has come, within the hour at the latest', () => {
    wake.in(10 * MINUTE);
    vi.advanceTimersByTime(10 * MINUTE);
    expect(woken).not.toHaveBeenCalled();
    vi.advanceTimersByTime(MINUTE);
    expect(woken).toHaveBeenCalledTimes(1);
    wake.in(600 * MINUTE);
    vi.advanceTimersByTime(60 * MINUTE);
    expect(woken).toHaveBeenCalledTimes(2);
  });

  it('waits for a hidden page to be looked at', () => {
    wake.in(MINUTE);
    show('hidden');
    vi.advanceTimersByTime(2 * MINUTE);
    expect(woken).not.toHaveBeenCalled();
    show('visible');
    expect(woken).toHaveBeenCalledTimes(1);
  });

  it('comes to a page looked at again after a while, not at every glance', () => {
    wake.in(30 * MINUTE);
    show('hidden');
    vi.advanceTimersByTime(4 * MINUTE);
    show('visible');
    expect(woken).not.toHaveBeenCalled();
    show('hidden');
    vi.advanceTimersByTime(2 * MINUTE);
    show('visible');
    expect(woken).toHaveBeenCalledTimes(1);
  });
});
