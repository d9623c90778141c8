/** Moving in a grid by keyboard: one cell is in the tab order, arrows lead from it to the others. Heads are at −1. */

type Options = {
  table: () => HTMLTableElement | undefined;
  size: () => { rows: number; columns: number };
  enter: (row: number, column: number) => void;
};

const HEAD_ROWS = 2;
const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

export class Roving {
  private row = 0;
  private column = 0;

  constructor(private readonly options: Options) {}

  /** Puts the cell of the tab order where it belongs; `_rows` only says that the cells were made anew. */
  settle(column: number, _rows: unknown): void {
    const table = this.options.table();
    if (table === undefined) return;
    if (table.contains(document.activeElement)) this.put(this.row, this.column);
    else this.put(0, column);
  }

  pressed(event: KeyboardEvent): void {
    const { rows, columns } = this.options.size();
    const step = STEPS[event.key];
    if (step !== undefined) this.go(this.row + step[0], this.column + step[1]);
    else if (event.key === 'Home') this.go(event.ctrlKey ? 0 : this.row, event.ctrlKey ? -1 : 0);
    else if (event.key === 'End') this.go(event.ctrlKey ? rows - 1 : this.row, columns - 1);
    else if (event.key === 'Enter') this.options.enter(this.row, this.column);
    else return;
    // Arrows would move the time of the page as well.
    event.preventDefault();
    event.stopPropagation();
  }

  private go(row: number, column: number): void {
    this.put(row, column);
    this.cell()?.focus();
  }

  private put(row: number, column: number): void {
    const { rows, columns } = this.options.size();
    this.row = Math.max(-1, Math.min(rows - 1, row));
    this.column = Math.max(this.row < 0 ? 0 : -1, Math.min(columns - 1, column));
    for (const old of this.options.table()?.querySelectorAll<HTMLElement>('[tabindex="0"]') ?? []) old.tabIndex = -1;
    const cell = this.cell();
    if (cell !== undefined) cell.tabIndex = 0;
  }

  private cell(): HTMLElement | undefined {
    return this.options.table()?.rows[this.row + HEAD_ROWS]?.cells[this.column + 1];
  }
}
