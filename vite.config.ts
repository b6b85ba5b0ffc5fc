import { sveltekit } from '@sveltejs/kit/vite';
import { defineConfig } from 'vitest/config';
import { sheetSockets } from './server/dev-sockets.ts';

export default defineConfig({
  plugins: [sveltekit(), sheetSockets()],
  build: { chunkSizeWarningLimit: 1500 },
  server: { fs: { allow: ['server'] } },
  test: {
    include: ['tests/**/*.test.ts'],
    exclude: ['tests/browser/**', 'node_modules/**'],
    environment: 'node',
    testTimeout: 30_000,
    hookTimeout: 60_000
  }
});
