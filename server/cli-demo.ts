// The command behind `npm run demo`: fills a folder with the demo through the whole app, and prints whom to be.
import { createApp } from './app.ts';
import type { Command } from './cli-line.ts';
import { loadDemo } from './demo/load-demo.ts';
import { sayDemo } from './demo/say-demo.ts';
import { silentLog } from './log.ts';

export const demoCommand: Command = {
  usage: 'demo [--port <port>]',
  zh: '装入演示数据（真实公开数据和标明“演示”的虚构数据）',
  en: 'load the demo: published figures, and invented ones marked 演示',
  async run(line) {
    const app = await createApp(line.settings, silentLog);
    try {
      const demo = await loadDemo(app);
      line.out(sayDemo(demo, `http://localhost:${line.option('port') ?? line.settings.port}`));
      return 0;
    } finally {
      await app.close();
    }
  }
};
