// The table of rooms (README, "The house"): which room may call which. ESLint and tests/house read it.
const core = [
  'core/basics',
  'core/places',
  'core/formula',
  'core/forms',
  'core/sheet',
  'core/validation',
  'core/workflow',
  'core/consolidation',
  'core/workbook',
  'core/draft'
];

/** room → rooms it may import from (besides itself)
 * @type {Record<string, string[]>} */
export const rooms = {
  'core/basics': [],
  'core/places': ['core/basics'],
  'core/formula': ['core/basics'],
  'core/forms': ['core/basics', 'core/places', 'core/formula'],
  'core/sheet': ['core/basics', 'core/places', 'core/forms'],
  'core/validation': ['core/basics', 'core/places', 'core/formula', 'core/forms'],
  'core/workflow': ['core/basics', 'core/places'],
  'core/consolidation': ['core/basics', 'core/places', 'core/formula', 'core/forms'],
  'core/workbook': ['core/basics', 'core/places', 'core/formula', 'core/forms'],
  'core/draft': ['core/basics', 'core/places', 'core/formula', 'core/forms', 'core/workbook'],
  live: core,
  ui: ['live', ...core],
  'server/storage': core,
  'server/access': ['server/storage', ...core],
  'server/live': ['server/storage', ...core],
  'server/jobs': ['server/live', 'server/storage', ...core],
  'server/actions': ['server/jobs', 'server/live', 'server/access', 'server/storage', ...core],
  'server/sockets': ['server/live', 'server/access', 'server/storage', ...core]
};

/** package → the only rooms that may import it
 * @type {Record<string, string[]>} */
export const packages = {
  yjs: ['core/sheet', 'live', 'server/live'],
  'y-protocols': ['core/sheet', 'live', 'server/live', 'server/sockets'],
  'y-websocket': ['live'],
  lib0: ['core/sheet', 'live', 'server/live', 'server/sockets'],
  ws: ['server/sockets'],
  kysely: ['server/storage'],
  '@photostructure/sqlite': ['server/storage'],
  lucia: ['server/access'],
  'pinyin-pro': ['server/actions', 'server/jobs'],
  '@node-rs/argon2': ['server/access'],
  exceljs: ['core/workbook'],
  saxes: ['core/workbook'],
  '@e965/xlsx': ['core/workbook'],
  handsontable: ['ui']
};

/** the folder of a room
 * @param {string} room */
export const folderOf = (room) => (room.startsWith('server/') ? room : `src/lib/${room}`);
