import js from '@eslint/js';
import prettier from 'eslint-config-prettier';
import svelte from 'eslint-plugin-svelte';
import globals from 'globals';
import ts from 'typescript-eslint';
import { folderOf, packages, rooms } from './house.config.js';
import svelteConfig from './svelte.config.js';

const pure = 'core rooms are pure: take it as a parameter';

/** @param {string} room */
const foreignPackages = (room) =>
  Object.entries(packages)
    .filter(([, owners]) => !owners.includes(room))
    .map(([name, owners]) => ({
      regex: `^${name}(/|$)`,
      message: `${name} is used by ${owners.join(', ')} only; ask that room`
    }));

/** @type {import('eslint').Linter.Config[]} */
const roomRules = Object.entries(rooms).map(([room, may]) => ({
  files: [`${folderOf(room)}/**`],
  rules: {
    '@typescript-eslint/no-restricted-imports': [
      'error',
      {
        patterns: [
          { regex: '^\\.\\.', message: 'leave a room by its # door' },
          {
            regex: `^#(?!${[room, ...may].map((r) => `${r}/`).join('|')})`,
            message: `${room} may call: ${may.join(', ') || 'nobody'}`
          },
          { regex: `^#(?!${room}/).+/inside/`, message: 'the inside of a room is its own' },
          ...(room.startsWith('core/') ? [{ regex: '^(node:|svelte|\\$app)', message: pure }] : []),
          ...foreignPackages(room)
        ]
      }
    ]
  }
}));

export default ts.config(
  {
    ignores: [
      'build/',
      'dist/',
      'dist-bench/',
      '.svelte-kit/',
      'data/',
      'test-results/',
      'node_modules/',
      'playwright-report/'
    ]
  },
  js.configs.recommended,
  ...ts.configs.recommended,
  ...svelte.configs.recommended,
  prettier,
  ...svelte.configs.prettier,
  {
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules: {
      'no-undef': 'off',
      'no-warning-comments': ['error', { terms: ['fixme', 'xxx'], location: 'start' }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      'svelte/no-navigation-without-resolve': 'error'
    }
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts', '**/*.svelte.js'],
    languageOptions: {
      parserOptions: { projectService: true, extraFileExtensions: ['.svelte'], parser: ts.parser, svelteConfig }
    }
  },
  ...roomRules,
  {
    files: ['src/lib/core/**'],
    rules: {
      'no-restricted-globals': [
        'error',
        ...['window', 'document', 'fetch', 'process', 'setTimeout', 'setInterval', 'performance', 'crypto'].map(
          (name) => ({ name, message: pure })
        )
      ],
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: pure },
        { object: 'Math', property: 'random', message: pure }
      ]
    }
  },
  {
    files: ['src/routes/**'],
    rules: {
      '@typescript-eslint/no-restricted-imports': [
        'error',
        { patterns: [{ regex: '^#server/', allowTypeImports: true, message: 'take types only; call locals.app' }] }
      ]
    }
  }
);
