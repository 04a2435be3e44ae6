import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { mishaps } from './mishaps';
import type { ServiceCounts } from './service-counts';
import type { DemoSettings } from './settings';
import type { DemoTask } from './task';

export interface DemoOptions {
  settings: Pick<DemoSettings, 'version' | 'errorPercent'>;
  task: DemoTask;
  /** The page, whose style and script stand in it. */
  page: string;
  /** Asks how many tasks there are. An error's message is shown on the page. */
  countTasks(): Promise<ServiceCounts>;
}

/** Longer than the 60 seconds after which the load balancer closes an idle connection, so that it never meets a closed one. */
const KEEP_ALIVE_MS = 65_000;
/** Pages ask for the counts again and again, and a task asks ECS at most that often for all of them, in milliseconds. */
const COUNTS_MS = 1000;

/**
 * The app: `/` is the page, `/answer` says who answers, or fails as often as the version is bad, `/tasks` says how many
 * tasks there are, and `/healthz` that the task is well. A bad version fails visitors only, as bad versions do: its page and
 * its health check look fine.
 */
export function createDemo(options: DemoOptions): Server {
  const { settings, task, page } = options;
  const fails = mishaps(settings.errorPercent);
  const answer = JSON.stringify({ version: settings.version, task: task.id });
  const counts = remembered(COUNTS_MS, () =>
    options.countTasks().then(
      (found) => JSON.stringify(found),
      (error: Error) => JSON.stringify({ problem: error.message }),
    ),
  );
  const pageHeaders = { 'content-security-policy': policyOf(page) };
  const server = createServer({ keepAlive: true, keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    // Not with `new URL`, which throws for `//`.
    const [pathname] = (request.url ?? '/').split('?');
    const send = sender(server, response);
    if (!READING.has(request.method ?? '')) return discard(request, () => send(405, TEXT, 'GET only\n'));
    if (pathname === '/') return send(200, HTML, page, pageHeaders);
    if (pathname === '/healthz') return send(200, TEXT, 'ok\n');
    if (pathname === '/answer') return send(fails() ? 500 : 200, JSON_TYPE, answer);
    if (pathname === '/tasks') return void counts().then((body) => send(200, JSON_TYPE, body));
    send(404, TEXT, 'There is nothing here\n');
  });
  return server;
}

const READING: ReadonlySet<string> = new Set(['GET', 'HEAD']);
const HTML = 'text/html; charset=utf-8';
const TEXT = 'text/plain; charset=utf-8';
const JSON_TYPE = 'application/json';

/** Sends an answer, and closes its connection if the server takes no more requests. */
const sender =
  (server: Server, response: ServerResponse) =>
  (status: number, type: string, body: string, headers: Record<string, string> = {}): void => {
    const connection = server.listening ? {} : { connection: 'close' };
    response.writeHead(status, { 'content-type': type, 'cache-control': 'no-store', ...connection, ...headers });
    response.end(body);
  };

/** A body that nobody reads would stay before the next request of its connection. */
function discard(request: IncomingMessage, then: () => void): void {
  request.resume().once('end', then);
}

/** The page may run what stands in it, and ask this service. */
function policyOf(page: string): string {
  const hashes = (element: string): string =>
    [...page.matchAll(new RegExp(`<${element}>([^]*?)</${element}>`, 'g'))]
      .map(([, text = '']) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`)
      .join(' ');
  const parts = [
    `script-src ${hashes('script')}`,
    `style-src ${hashes('style')}`,
    "connect-src 'self'",
    'img-src data:',
  ];
  return ["default-src 'none'", ...parts, "base-uri 'none'", "form-action 'none'"].join('; ');
}

/** Does work again only when its last result is older than that. */
function remembered<T>(milliseconds: number, work: () => Promise<T>): () => Promise<T> {
  let last: { at: number; result: Promise<T> } | undefined;
  return () => {
    const now = performance.now();
    if (last === undefined || now - last.at > milliseconds) last = { at: now, result: work() };
    return last.result;
  };
}
