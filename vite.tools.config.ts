// The command line and the workers: further entries of the same sources, bundled for Node into dist/.
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  ssr: { noExternal: [] },
  build: {
    ssr: true,
    outDir: 'dist',
    target: 'node20',
    emptyOutDir: true,
    rollupOptions: {
      input: { cli: 'server/cli.ts', 'workbook-worker': 'server/jobs/workbook-worker.ts' },
      output: { entryFileNames: '[name].js' }
    }
  }
});
