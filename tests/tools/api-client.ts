// Calls the API's own handlers with real requests: what the web server does before them (address, who asks) is done here the same way.
import type { RequestEvent } from '@sveltejs/kit';
import { fallback } from '../../src/routes/api/v1/[...path]/+server.ts';
import { GET as openApi } from '../../src/routes/api/v1/openapi.json/+server.ts';

export const origin = 'http://huibiao.test';

export interface Call {
  token?: string;
  /** a browser's session */
  cookie?: string;
  headers?: Record<string, string>;
  /** sent as JSON */
  json?: unknown;
  /** sent as it is */
  bytes?: Uint8Array | ReadableStream<Uint8Array>;
}

export interface Answer {
  status: number;
  headers: Headers;
  /** parsed when it is JSON */
  json: unknown;
  bytes: Uint8Array;
}

export class ApiClient {
  constructor(private readonly app: App.Locals['app']) {}

  /** @param path below /api/v1, with its query; not escaped further */
  async call(method: string, path: string, call: Call = {}): Promise<Answer> {
    const request = requestOf(method, `${origin}/api/v1${path}`, call);
    const event = await this.eventOf(request);
    const handler = event.url.pathname === '/api/v1/openapi.json' ? openApi : fallback;
    const response = await handler(event as never);
    const bytes = new Uint8Array(await response.arrayBuffer());
    const isJson = response.headers.get('content-type')?.includes('application/json') ?? false;
    const json: unknown = isJson ? JSON.parse(new TextDecoder().decode(bytes)) : undefined;
    return { status: response.status, headers: response.headers, json, bytes };
  }

  private async eventOf(request: Request): Promise<RequestEvent> {
    const asked = await this.app.access.whoAsks(request.headers);
    const locals: App.Locals = {
      app: this.app,
      actor: asked?.actor,
      signedInUntil: asked?.expiresAt ?? 0,
      sessionId: asked?.sessionId,
      locale: 'zh'
    };
    return {
      request,
      url: new URL(request.url),
      locals,
      params: {},
      route: { id: '/api/v1/[...path]' },
      getClientAddress: () => '127.0.0.1'
    } as unknown as RequestEvent;
  }
}

function requestOf(method: string, url: string, { token, cookie, headers, json, bytes }: Call): Request {
  const all = new Headers(headers);
  if (token !== undefined) all.set('authorization', `Bearer ${token}`);
  if (cookie !== undefined) all.set('cookie', cookie);
  if (json !== undefined && !all.has('content-type')) all.set('content-type', 'application/json');
  const body = json !== undefined ? JSON.stringify(json) : bytes;
  const streams = body instanceof ReadableStream ? { duplex: 'half' } : {};
  return new Request(url, { method, headers: all, body: body as BodyInit | undefined, ...streams } as RequestInit);
}
