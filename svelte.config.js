import adapter from '@sveltejs/adapter-node';
import { vitePreprocess } from '@sveltejs/vite-plugin-svelte';

/** @type {import('@sveltejs/kit').Config} */
export default {
  preprocess: vitePreprocess(),
  compilerOptions: { runes: true },
  kit: {
    // server/main.js says to the handler what it needs to know, under this prefix: the operator's variables are read by server/config.ts alone
    adapter: adapter({ precompress: true, envPrefix: 'KIT_' }),
    // Styles may stand in the page: the grid library places its cells with them and brings its core CSS along in its code (SECURITY.md).
    csp: {
      mode: 'auto',
      directives: {
        'default-src': ['self'],
        'script-src': ['self'],
        'style-src': ['self', 'unsafe-inline'],
        'img-src': ['self', 'data:'],
        'object-src': ['none'],
        'base-uri': ['none'],
        'form-action': ['self'],
        'frame-ancestors': ['none']
      }
    },
    // the offline page is shown at the address of whatever page was asked for: its files must not be sought beside that
    paths: { relative: false },
    // where there is no service worker (plain http) this alone tells of a new build
    version: { pollInterval: 5 * 60_000 },
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
