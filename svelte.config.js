import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  kit: {
    adapter: adapter({ precompress: true }),
    typescript: {
      config(config) {
        config.include = [
          ...config.include,
          '../server/**/*.ts',
          '../server/**/*.js',
          '../tests/**/*.ts',
          '../scripts/**/*.js',
          '../*.config.ts',
          '../*.config.js'
        ];
      }
    }
  }
};
