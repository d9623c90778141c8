/** Fields of view: sectors as long on the map as they reach on the ground. */

/** Mean radius of the earth in metres (IUGG), which the map's scale bar uses as well. */
const EARTH_M = 6_371_008.8;
const RAD = Math.PI / 180;
/** A chord of 3° lies at most 0.04 % of the reach inside its arc. */
const STEP_DEG = 3;

export type Position = [lon: number, lat: number];
/** Degrees clockwise from north, the angle of view in degrees, metres. */
export type Sight = { heading: number; view_deg: number; reach_m: number };

/** The point at a bearing (degrees clockwise from north) and a distance (metres) on a sphere. */
export function pointAt([lon, lat]: Position, bearing: number, metres: number): Position {
  const arc = metres / EARTH_M;
  const [phi, theta] = [lat * RAD, bearing * RAD];
  const sin = Math.sin(phi) * Math.cos(arc) + Math.cos(phi) * Math.sin(arc) * Math.cos(theta);
  const east = Math.atan2(Math.sin(theta) * Math.sin(arc) * Math.cos(phi), Math.cos(arc) - Math.sin(phi) * sin);
  return [lon + east / RAD, Math.asin(sin) / RAD];
}

/** The closed ring of a sector; a full circle has no corner in the middle. */
export function sector(from: Position, { heading, view_deg, reach_m }: Sight): Position[] {
  const whole = view_deg >= 360;
  const angle = whole ? 360 : view_deg;
  const steps = Math.max(2, Math.ceil(angle / STEP_DEG));
  const arc = Array.from({ length: steps + 1 }, (_, i) =>
    pointAt(from, heading - angle / 2 + (angle * i) / steps, reach_m),
  );
  const first = arc[0] ?? from;
  return whole ? [...arc.slice(0, -1), first] : [from, ...arc, from];
}

/** What a row says of its view; null where a field is missing or says nothing that can be drawn. */
export function sightOf(
  properties: Readonly<Record<string, unknown>>,
  fields: { heading: string; view_deg: string; reach_m: string },
): Sight | null {
  const [heading, view_deg, reach_m] = [fields.heading, fields.view_deg, fields.reach_m].map((name) =>
    numberIn(properties[name]),
  );
  if (heading == null || view_deg == null || reach_m == null || view_deg <= 0 || reach_m <= 0) return null;
  return { heading, view_deg, reach_m };
}

function numberIn(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Metres on the ground that a pixel covers, on tiles of 512 px. */
export function metresPerPixel(lat: number, zoom: number): number {
  return (2 * Math.PI * EARTH_M * Math.cos(lat * RAD)) / (512 * 2 ** zoom);
}
