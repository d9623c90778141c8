/** Images that layers of points need: the layer's icon, and the beam of one that looks somewhere. */
import type { Map as MapLibre } from 'maplibre-gl';
import { DRAW } from './patterns.ts';
import { type Tokens, token } from './tokens.ts';

const ICON_PX = 13;
const BEAM_PX = 44;
export const BEAM = 'beam';
/** Patterns of codes lie over the code's own colour; larger than those of blank reasons, which lie on land. */
const PATTERN_PX = 8;
const OWN = /^(icon|code):|^beam$/;

export function patternOf(name: string): string {
  return `code:${name}`;
}

export function iconOf(name: string | null | undefined): string {
  return `icon:${name ?? 'map-pin'}`;
}

export async function addImage(map: MapLibre, id: string, tokens: Tokens): Promise<void> {
  const image = await draw(id, tokens);
  if (image && !map.hasImage(id)) map.addImage(id, image, { pixelRatio: 2 });
}

/** Takes away what another theme has drawn. */
export function forgetImages(map: MapLibre): void {
  for (const name of map.listImages()) if (OWN.test(name)) map.removeImage(name);
}

async function draw(id: string, tokens: Tokens): Promise<ImageData | null> {
  if (id === BEAM) return beam(tokens);
  if (id.startsWith('code:')) return pattern(id.slice('code:'.length), tokens);
  const name = id.replace(/^icon:/, '');
  if (name === id || !/^[a-z0-9-]+$/.test(name)) return null;
  const answer = await fetch(`/icons/${name}.svg`).catch(() => null);
  return answer?.ok ? icon(await answer.text(), tokens) : null;
}

function canvas(side: number): CanvasRenderingContext2D | null {
  const element = document.createElement('canvas');
  element.width = side;
  element.height = side;
  return element.getContext('2d');
}

/** An icon in white at twice its size: it stands on a disc of the layer's colour. */
async function icon(source: string, t: Tokens): Promise<ImageData | null> {
  const side = ICON_PX * 2;
  const context = canvas(side);
  if (!context) return null;
  const image = new Image();
  image.src = `data:image/svg+xml;utf8,${encodeURIComponent(source.replaceAll('currentColor', token(t, 'surface')))}`;
  await image.decode().catch(() => undefined);
  context.drawImage(image, 0, 0, side, side);
  return context.getImageData(0, 0, side, side);
}

function pattern(name: string, t: Tokens): ImageData | null {
  const side = PATTERN_PX * 2;
  const context = canvas(side);
  const draw = DRAW[name];
  if (!context || !draw) return null;
  context.globalAlpha = 0.6;
  context.strokeStyle = token(t, 'ink');
  context.fillStyle = token(t, 'ink');
  draw(context, side);
  return context.getImageData(0, 0, side, side);
}

/** A sector of 60° upwards from the middle, fading outwards. */
function beam(t: Tokens): ImageData | null {
  const side = BEAM_PX * 2;
  const context = canvas(side);
  if (!context) return null;
  const middle = side / 2;
  const gradient = context.createRadialGradient(middle, middle, 0, middle, middle, middle);
  gradient.addColorStop(0.3, token(t, 'ink'));
  gradient.addColorStop(1, 'transparent');
  context.globalAlpha = 0.5;
  context.fillStyle = gradient;
  context.beginPath();
  context.moveTo(middle, middle);
  context.arc(middle, middle, middle, (-2 * Math.PI) / 3, -Math.PI / 3);
  context.fill();
  return context.getImageData(0, 0, side, side);
}
