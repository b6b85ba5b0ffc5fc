// The environment: defaults, everything set, and all mistakes at once.
import { describe, expect, test } from 'vitest';
import { readSettings } from '#server/config.ts';

describe('settings', () => {
  test('with nothing set, and with empty variables, there are defaults', () => {
    const defaults = {
      port: 3000,
      host: '0.0.0.0',
      origins: [],
      dataFolder: 'data',
      log: ['web', 'sockets', 'actions', 'jobs', 'live', 'access', 'storage', 'main', 'cli'],
      handsontableKey: 'non-commercial-and-evaluation',
      trustedProxies: 0,
      bodyLimitBytes: 20_971_520
    };
    expect(readSettings({})).toEqual({ ok: true, value: defaults });
    expect(readSettings({ PORT: '', HOST: ' ', ORIGIN: '', LOG: '' })).toEqual({ ok: true, value: defaults });
  });

  test('everything set', () => {
    const settings = readSettings({
      PORT: '8080',
      HOST: '127.0.0.1',
      ORIGIN: 'https://hb.example.gov.cn/, http://10.1.2.3:8080',
      DATA_DIR: '/srv/汇表',
      LOG: 'live, storage',
      HANDSONTABLE_KEY: '01234-56789-abcde-f0123-45678',
      TRUST_PROXY: '1',
      BODY_SIZE_LIMIT: '512k'
    });
    expect(settings).toEqual({
      ok: true,
      value: {
        port: 8080,
        host: '127.0.0.1',
        origins: ['https://hb.example.gov.cn', 'http://10.1.2.3:8080'],
        dataFolder: '/srv/汇表',
        log: ['live', 'storage'],
        handsontableKey: '01234-56789-abcde-f0123-45678',
        trustedProxies: 1,
        bodyLimitBytes: 524_288
      }
    });
    expect(readSettings({ LOG: 'none' })).toMatchObject({ value: { log: [] } });
  });

  test('all mistakes are said at once, each with its variable', () => {
    const settings = readSettings({
      PORT: '80800',
      HOST: 'http://localhost',
      ORIGIN: 'https://hb.example.gov.cn, hb.example.gov.cn',
      DATA_DIR: 'a\0b',
      LOG: 'live,kitchen',
      HANDSONTABLE_KEY: 'trial',
      TRUST_PROXY: 'yes',
      BODY_SIZE_LIMIT: '20 MB'
    });
    expect(settings).toEqual({
      ok: false,
      error: [
        'PORT: "80800" is not a whole number from 0 to 65535',
        'ORIGIN: "hb.example.gov.cn" is not an address like https://hb.example.gov.cn, without a path',
        'LOG: there is no room "kitchen"; there are web, sockets, actions, jobs, live, access, storage, main, cli, all, none',
        'TRUST_PROXY: "yes" is not a whole number from 0 to 9',
        'BODY_SIZE_LIMIT: "20 MB" is not a size from 1K to 200M, such as 20M',
        'HOST: "http://localhost" is not the name or address of a network interface',
        'DATA_DIR: a folder name has no zero byte',
        'HANDSONTABLE_KEY: not a key of the shape xxxxx-xxxxx-xxxxx-xxxxx-xxxxx, nor "non-commercial-and-evaluation"'
      ]
    });
  });

  test.each([
    ['PORT', ['-1', '3e3', '0x50', '80.5', 'abc']],
    [
      'ORIGIN',
      ['https://a.example/path', 'https://a.example?x', 'ftp://a.example', 'https://u@a.example', 'https://a.example,']
    ],
    ['BODY_SIZE_LIMIT', ['10', '1G', '201M', 'M', '-5M']],
    ['TRUST_PROXY', ['10', 'true']]
  ])('%s refuses what is near', (name, texts) => {
    for (const text of texts) expect(readSettings({ [name]: text }), text).toMatchObject({ ok: false });
  });
});
