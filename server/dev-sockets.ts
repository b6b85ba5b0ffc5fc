// In development the sheet sockets share Vite's own HTTP server; in production server/main.js does the same on the built handler.
import type { Plugin } from 'vite';

export function sheetSockets(): Plugin {
  return {
    name: 'huibiao-sheet-sockets',
    configureServer(vite) {
      vite.httpServer?.on('upgrade', (request, socket, head) => {
        if (!request.url?.startsWith('/sync/')) return; // Vite's hot-reload socket shares this event
        // before anything is awaited: an error without a listener ends the process
        socket.on('error', () => socket.destroy());
        // ssrLoadModule, not a global: after a restart an open tab reconnects before any page request has built the app
        vite
          .ssrLoadModule('/server/app.ts')
          .then(({ theApp }) => theApp())
          .then((app) => app.handleUpgrade(request, socket, head))
          .catch((error) => {
            vite.config.logger.error(String(error));
            socket.destroy();
          });
      });
    }
  };
}
