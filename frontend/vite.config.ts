import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';
import { chunks, fonts, icons, precompressed, preloads, workspaces } from './build/plugins.ts';

const server = process.env.GIS_DEV_SERVER ?? 'http://127.0.0.1:8000';

export default defineConfig({
  plugins: [
    svelte(),
    fonts(),
    preloads(),
    workspaces(`${import.meta.dirname}/src`),
    icons('node_modules/lucide-static/icons'),
    precompressed(),
    chunks(),
  ],
  build: {
    target: 'es2022',
    outDir: 'dist',
    emptyOutDir: true,
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 1100,
    rolldownOptions: {
      output: {
        entryFileNames: 'assets/[name]-[hash].js',
        chunkFileNames: 'assets/[name]-[hash].js',
        assetFileNames: 'assets/[name]-[hash][extname]',
        codeSplitting: { groups: [{ name: 'maplibre', test: /node_modules[\\/]maplibre-gl/ }] },
      },
    },
  },
  server: { proxy: { '/api': server, '/tiles': server, '/docs': server } },
  preview: { proxy: { '/api': server, '/tiles': server } },
});
