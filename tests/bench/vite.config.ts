// The bench and the processes that it starts, bundled for Node into dist-bench/ (never shipped).
import { defineConfig } from 'vite';

export default defineConfig({
  publicDir: false,
  build: {
    ssr: true,
    outDir: 'dist-bench',
    target: 'node20',
    emptyOutDir: true,
    rollupOptions: {
      input: {
        bench: 'tests/bench/bench.ts',
        'excel-worker': 'tests/bench/excel-worker.ts',
        'numbers-worker': 'tests/bench/numbers-worker.ts',
        'sync-server': 'tests/bench/sync-server.ts',
        'sync-generator': 'tests/bench/sync-generator.ts'
      },
      output: { entryFileNames: '[name].js' }
    }
  }
});
