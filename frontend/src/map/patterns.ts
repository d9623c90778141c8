/** Patterns of the blank reasons as images: drawn per theme, at the screen's own resolution. */
import { type Tokens, token } from './tokens.ts';

/** px at whole zooms; the map library enlarges patterns up to twice towards the next. */
const SIZE = 5;

type Draw = (context: CanvasRenderingContext2D, size: number) => void;

function hatch(context: CanvasRenderingContext2D, size: number): void {
  context.lineWidth = size * 0.22;
  context.beginPath();
  for (const shift of [-1, 0, 1]) {
    context.moveTo(shift * size - size * 0.1, size * 1.1);
    context.lineTo(shift * size + size * 1.1, -size * 0.1);
  }
  context.stroke();
}

function dots(context: CanvasRenderingContext2D, size: number): void {
  for (const [x, y] of [
    [0.25, 0.25],
    [0.75, 0.75],
  ] as const) {
    context.beginPath();
    context.arc(x * size, y * size, size * 0.155, 0, Math.PI * 2);
    context.fill();
  }
}

function cross(context: CanvasRenderingContext2D, size: number): void {
  context.lineWidth = size * 0.14;
  context.beginPath();
  for (const shift of [-1, 0, 1]) {
    context.moveTo(shift * size - size * 0.1, size * 1.1);
    context.lineTo(shift * size + size * 1.1, -size * 0.1);
    context.moveTo(shift * size - size * 0.1, -size * 0.1);
    context.lineTo(shift * size + size * 1.1, size * 1.1);
  }
  context.stroke();
}

function dash(context: CanvasRenderingContext2D, size: number): void {
  context.lineWidth = size * 0.16;
  context.beginPath();
  for (const [x, y] of [
    [0.05, 0.25],
    [0.55, 0.75],
  ] as const) {
    context.moveTo(x * size, y * size);
    context.lineTo((x + 0.4) * size, y * size);
  }
  context.stroke();
}

/** A tile of each pattern, in the context's colours. */
export const DRAW: Readonly<Record<string, Draw>> = { hatch, dots, cross, dash };

const DRAWN: Record<string, [color: string, draw: Draw]> = {
  hatch: ['hatch', hatch],
  dots: ['dots', dots],
  cross: ['hatch', cross],
};

export type PatternImage = { name: string; data: ImageData; pixelRatio: number };

export function patternImages(tokens: Tokens): PatternImage[] {
  const pixelRatio = Math.max(2, Math.ceil(devicePixelRatio));
  const size = SIZE * pixelRatio;
  return Object.entries(DRAWN).flatMap(([name, [color, draw]]) => {
    const canvas = document.createElement('canvas');
    canvas.width = size;
    canvas.height = size;
    // Drawn to be read back: on a canvas of the graphics card that would wait for all that is queued there.
    const context = canvas.getContext('2d', { willReadFrequently: true });
    if (!context) return [];
    context.fillStyle = token(tokens, 'land');
    context.fillRect(0, 0, size, size);
    context.strokeStyle = token(tokens, color);
    context.fillStyle = token(tokens, color);
    draw(context, size);
    return [{ name, data: context.getImageData(0, 0, size, size), pixelRatio }];
  });
}
