import { createReadStream, existsSync } from 'node:fs';
import { cp, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { brotliCompress, gzip, constants as zlib } from 'node:zlib';
import type { Plugin } from 'vite';
import { buildFonts } from './fonts.mjs';

/** Faces needed before the first label: their files are fetched beside the script, not after it. */
const PRELOADED_FACES = [/be-vietnam-pro-(400|500|600)\b.*\.woff2$/, /bv-tab-600\b.*\.woff2$/];
const COMPRESSED = /\.(js|css|html|svg|json|txt)$/;
/** Bytes under which compression gains less than its headers cost. */
const WORTH_COMPRESSING = 512;

export function fonts(): Plugin {
  return { name: 'gis-fonts', buildStart: buildFonts };
}

/** Names in the page's head what it will need for its first picture, so that nothing waits for the script that asks. */
export function preloads(): Plugin {
  return {
    name: 'gis-preloads',
    transformIndexHtml: {
      order: 'post',
      handler(html, { bundle = {} }) {
        const links: Record<string, string>[] = [];
        for (const [name, file] of Object.entries(bundle)) {
          if (PRELOADED_FACES.some((face) => face.test(name)))
            links.push({ rel: 'preload', as: 'font', type: 'font/woff2', crossorigin: '', href: `/${name}` });
          if (file.type !== 'chunk' || !file.facadeModuleId?.endsWith('/src/map/index.ts')) continue;
          for (const href of needed(name, bundle as Record<string, Built>))
            if (href.endsWith('.js')) links.push({ rel: 'modulepreload', crossorigin: '', href });
            else links.push({ rel: 'preload', as: 'style', crossorigin: '', href });
        }
        const named = (href: string | undefined) => html.includes(`"${href}"`);
        return links
          .filter(({ href }) => !named(href))
          .map((attrs) => ({ tag: 'link', attrs, injectTo: 'head' as const }));
      },
    },
  };
}

type Built = { facadeModuleId?: string | null; imports?: string[]; viteMetadata?: { importedCss: Set<string> } };
const NO_SCRIPTS = 'const scripts = {};';

/** Tells the page's first lines which files each workspace is made of, by the beginning of its path. */
export function workspaces(source: string): Plugin {
  return {
    name: 'gis-workspaces',
    transformIndexHtml: {
      order: 'post',
      async handler(html, { bundle }) {
        if (bundle === undefined) return html;
        const files: Record<string, string[]> = {};
        for (const { path, module } of await declared(source)) {
          const found = Object.entries(bundle).find(([, file]) => (file as Built).facadeModuleId === module);
          if (found !== undefined)
            files[path] = needed(found[0], bundle as Record<string, Built>).filter(
              (href) => !html.includes(`"${href}"`),
            );
        }
        if (!html.includes(NO_SCRIPTS)) throw new Error(`index.html has lost its line: ${NO_SCRIPTS}`);
        return html.replace(NO_SCRIPTS, () => `const scripts = ${JSON.stringify(files)};`);
      },
    },
  };
}

/** The paths of all workspaces, a part that differs left out, and the modules that they load. */
async function declared(source: string): Promise<{ path: string; module: string }[]> {
  const names = (await readdir(source, { recursive: true })).filter((name) => basename(name) === 'workspace.ts');
  const found = await Promise.all(
    names.map(async (name) => {
      const text = await readFile(join(source, name), 'utf8');
      const path = /^ {2}path: '([^']+)'/m.exec(text)?.[1];
      const module = /import\('([^']+)'\)/.exec(text)?.[1];
      if (path === undefined || module === undefined) return [];
      return [{ path: path.replace(/:\w+$/, ''), module: join(source, dirname(name), module).replaceAll('\\', '/') }];
    }),
  );
  return found.flat();
}

/** A chunk, the styles it brings, and the chunks that it stands on. */
function needed(name: string, bundle: Record<string, Built>, known = new Set<string>()): string[] {
  if (known.has(name)) return [];
  known.add(name);
  const { imports = [], viteMetadata } = bundle[name] ?? {};
  const styles = [...(viteMetadata?.importedCss ?? [])].map((style) => `/${style}`);
  return [`/${name}`, ...styles, ...imports.flatMap((other) => needed(other, bundle, known))];
}

/** Lucide's icons by name at /icons/{name}.svg: a layer names its icon, no list of layers is compiled in. */
export function icons(folder: string): Plugin {
  let output = '';
  return {
    name: 'gis-icons',
    configureServer(server) {
      server.middlewares.use('/icons/', (request, response, next) => {
        const file = join(folder, basename(request.url ?? ''));
        if (!existsSync(file)) return next();
        response.setHeader('Content-Type', 'image/svg+xml');
        createReadStream(file).pipe(response);
      });
    },
    configResolved(config) {
      output = config.build.outDir;
    },
    async writeBundle() {
      // Copied, not emitted: two thousand names would bury the build's own report.
      await cp(folder, join(output, 'icons'), { recursive: true });
    },
  };
}

/** Writes name.br and name.gz beside every text file of the build, for a server that sends them as they are. */
export function precompressed(): Plugin {
  let output = '';
  return {
    name: 'gis-precompressed',
    apply: 'build',
    configResolved(config) {
      output = config.build.outDir;
    },
    async closeBundle() {
      const files = await readdir(output, { recursive: true });
      const worth = files.filter((name) => COMPRESSED.test(name) && !/^(icons|\.)/.test(name));
      await Promise.all(worth.map((name) => compress(join(output, name))));
    },
  };
}

async function compress(path: string): Promise<void> {
  const content = await readFile(path);
  if (content.length < WORTH_COMPRESSING) return;
  const params = { [zlib.BROTLI_PARAM_QUALITY]: 11, [zlib.BROTLI_PARAM_SIZE_HINT]: content.length };
  await writeFile(`${path}.br`, await promisify(brotliCompress)(content, { params }));
  await writeFile(`${path}.gz`, await promisify(gzip)(content, { level: 9 }));
}

/** What a script holds, and which scripts it brings with it (`imports`) or may ask for later (`later`). */
type Script = { entry: boolean; modules: string[]; imports: string[]; later: string[] };

/** Writes .chunks.json into the build, for the tests of what is loaded when. Hidden files are not served. */
export function chunks(): Plugin {
  return {
    name: 'gis-chunks',
    apply: 'build',
    generateBundle(_options, bundle) {
      const found: Record<string, Script> = {};
      for (const [name, file] of Object.entries(bundle)) {
        if (file.type !== 'chunk') continue;
        const modules = file.moduleIds.map((id) => relative(process.cwd(), id.replace(/^\0|\?.*$/g, '')));
        found[name] = { entry: file.isEntry, modules, imports: file.imports, later: file.dynamicImports };
      }
      this.emitFile({ type: 'asset', fileName: '.chunks.json', source: JSON.stringify(found, null, 1) });
    },
  };
}
