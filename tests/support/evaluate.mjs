// Evaluates colour expressions of MapLibre styles: reads [[expression, properties], …], writes ["#rrggbb", …].
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve } from 'node:path';

const require = createRequire(resolve(process.argv[2], 'package.json'));
const { createExpression } = require('@maplibre/maplibre-gl-style-spec');
const spec = { type: 'color', 'property-type': 'data-driven', expression: { parameters: ['zoom', 'feature'] } };
const hex = (part) => Math.round(part * 255).toString(16).padStart(2, '0');

const answers = JSON.parse(readFileSync(0, 'utf8')).map(([written, properties]) => {
  if (typeof written === 'string') return written;
  const read = createExpression(written, spec);
  if (read.result !== 'success') throw new Error(JSON.stringify(read.value));
  const { r, g, b } = read.value.evaluate({ zoom: 10 }, { type: 'Point', properties });
  return `#${hex(r)}${hex(g)}${hex(b)}`;
});
process.stdout.write(JSON.stringify(answers));
