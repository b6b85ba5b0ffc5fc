// @ts-check
// Loaded before a program (`node --import`): from the moment that the file named by FAIL_FLUSH exists, the disk takes nothing any more.
import fs, { existsSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const { fdatasync } = fs;
fs.fdatasync = Object.assign(
  (/** @type {number} */ file, /** @type {fs.NoParamCallback} */ done) =>
    existsSync(process.env.FAIL_FLUSH ?? '')
      ? setImmediate(done, new Error('EIO: i/o error, fdatasync'))
      : fdatasync(file, done),
  { __promisify__: fdatasync.__promisify__ }
);
syncBuiltinESMExports();
