import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  kit: {
    // server/main.js says to the handler what it needs to know, under this prefix: the operator's variables are read by server/config.ts alone
    adapter: adapter({ precompress: true, envPrefix: 'KIT_' }),
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
