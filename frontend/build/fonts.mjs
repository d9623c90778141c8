// Builds the fonts into .generated/fonts when they are missing or older than their recipe.
import { execFileSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));

function python() {
  const venv = join(root, '..', '.venv', 'bin', 'python');
  return process.env.GIS_PYTHON ?? (existsSync(venv) ? venv : 'python3');
}

export function buildFonts() {
  const recipe = join(root, 'build', 'fonts.py');
  const output = join(root, '.generated', 'fonts');
  const sheet = join(output, 'fonts.css');
  if (existsSync(sheet) && statSync(sheet).mtimeMs > statSync(recipe).mtimeMs) return;
  const files = join(root, 'node_modules', '@fontsource', 'be-vietnam-pro', 'files');
  execFileSync(python(), [recipe, files, output], { stdio: 'inherit' });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) buildFonts();
