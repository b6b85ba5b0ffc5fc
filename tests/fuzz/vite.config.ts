// The long fuzz, bundled for plain Node: the test runner follows every promise, which costs half of the time.
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vite';

export default defineConfig({
  plugins: [svelte()],
  publicDir: false,
  build: {
    ssr: true,
    // inside the repository, so that the bundle finds its packages
    outDir: 'node_modules/.cache/fuzz',
    target: 'node20',
    minify: false,
    sourcemap: true,
    emptyOutDir: true,
    rollupOptions: { input: 'tests/fuzz/long-run.ts', output: { entryFileNames: 'long-run.js' } }
  }
});
