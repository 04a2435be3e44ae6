/** A load balancer's server alone, with targets of the test's own: no moto, no ECS. */
import { once } from 'node:events';
import { type IncomingHttpHeaders, type RequestListener, type RequestOptions, request, Server } from 'node:http';
import { type AddressInfo, connect, createServer, type Server as NetServer, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { createSecureContext } from 'node:tls';
import { CertificateAuthority } from '../../../../../scripts/local-aws/certificates/authority';
import type {
  ActionView,
  Connection,
  ListenerRuleView,
  ListenerView,
  LoadBalancerView,
  RoutedRequest,
  TargetGroupView,
} from '../../../../../scripts/local-aws/elbv2/routing/view';
import { LoadBalancerServer } from '../../../../../scripts/local-aws/elbv2/server/load-balancer-server';
import { Metrics } from '../../../../../scripts/local-aws/metrics';

const ARN = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/web/50dc6c495c0c9188';
const GROUP_ARN = 'arn:aws:elasticloadbalancing:us-east-1:123456789012:targetgroup/app/73e2d6bc24d8a067';

/** Makes what a test needs, and ends it. */
export class Stage {
  /** Of AWS time, in milliseconds since the epoch. */
  now = Date.UTC(2030, 0, 1);
  readonly log: string[] = [];
  readonly authority = new CertificateAuthority();
  readonly #metrics = new Metrics(() => this.now);
  readonly #ends: (() => void)[] = [];

  /** A load balancer with these settings, which may be changed later. */
  async balancer(
    settings: Partial<LoadBalancerView> & { minuteMs?: number } = {},
  ): Promise<{ port: number; server: LoadBalancerServer; view: LoadBalancerView | undefined }> {
    const { minuteMs = 1000, ...given } = settings;
    const view: LoadBalancerView = {
      arn: ARN,
      name: 'web',
      scheme: 'internet-facing',
      vpcId: 'vpc-1',
      state: 'active',
      attributes: new Map(),
      listeners: [],
      ...given,
    };
    const world = {
      minuteMs,
      now: () => new Date(this.now),
      log: (line: string) => void this.log.push(line),
      metrics: this.#metrics,
    };
    const made = { view } as { view: LoadBalancerView | undefined };
    // Each host name has a certificate; who names none gets that of `default.test`.
    const certificates = {
      contextFor: (_: readonly string[], hostName = 'default.test') =>
        createSecureContext(this.authority.issue([hostName])),
    };
    const server = new LoadBalancerServer({
      world,
      region: 'us-east-1',
      arn: ARN,
      certificates,
      view: () => made.view,
    });
    this.#ends.push(() => server.destroy());
    const port = await server.open();
    return Object.assign(made, { port, server });
  }

  /** The port of a target that answers like that. */
  async target(handler: RequestListener): Promise<number> {
    const server = new Server({ maxHeaderSize: 65_536 }, handler);
    server.on('clientError', (_, socket) => socket.destroy());
    return this.#listen(server);
  }

  /** The port of a target that does with its connections what it likes. */
  rawTarget(handler: (socket: Socket) => void): Promise<number> {
    return this.#listen(
      createServer((socket) => {
        socket.on('error', () => {});
        this.#ends.push(() => socket.destroy());
        handler(socket);
      }),
    );
  }

  async #listen(server: NetServer): Promise<number> {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    this.#ends.push(() => {
      server.close();
      if (server instanceof Server) server.closeAllConnections();
    });
    return (server.address() as AddressInfo).port;
  }

  /** The sum of a metric of the load balancer, or of its target group; 0 if there is none. */
  sum(name: string, dimensions: Record<string, string> = { LoadBalancer: 'app/web/50dc6c495c0c9188' }): number {
    this.now += 2 * 60_000;
    const metric = { region: 'us-east-1', namespace: 'AWS/ApplicationELB', name, dimensions };
    const points = this.#metrics.find(metric).flatMap((series) => series.between(0, Number.POSITIVE_INFINITY));
    return points.reduce((sum, point) => sum + point.sum, 0);
  }

  end(): void {
    for (const end of this.#ends.splice(0)) end();
  }
}

export const TARGET_GROUP = {
  LoadBalancer: 'app/web/50dc6c495c0c9188',
  TargetGroup: 'targetgroup/app/73e2d6bc24d8a067',
};

export function listener(rules: readonly ListenerRuleView[], given: Partial<ListenerView> = {}): ListenerView {
  return {
    arn: 'listener',
    port: 80,
    protocol: 'HTTP',
    certificates: [],
    rules,
    now: () => 0,
    admits: () => true,
    ...given,
  };
}

/** A rule; without a path, every request meets it. */
export function rule(action: ActionView, path?: string): ListenerRuleView {
  return {
    arn: 'rule',
    priority: Number.POSITIVE_INFINITY,
    meets: (asked: RoutedRequest) => path === undefined || asked.path === path,
    transform: (asked) => asked,
    action,
  };
}

/** A target group whose targets are at those ports of this machine. */
export function groupOf(
  ports: readonly (number | Connection)[],
  given: Partial<TargetGroupView> = {},
): TargetGroupView {
  return {
    arn: GROUP_ARN,
    name: 'app',
    protocol: 'HTTP',
    protocolVersion: 'HTTP1',
    targetType: 'ip',
    algorithm: 'round_robin',
    routable: ports.map((port) => ({
      id: '10.0.0.1',
      port: 80,
      outstanding: 0,
      connect: () => (typeof port === 'number' ? { type: 'open', port } : port),
    })),
    turn: { next: 0 },
    now: () => 0,
    ...given,
  };
}

/** The action that forwards everything to these targets. */
export const forwardTo = (...ports: readonly (number | Connection)[]): ActionView => toGroup(groupOf(ports));

export const toGroup = (group: TargetGroupView): ActionView => ({
  type: 'forward',
  groups: [{ group, weight: 1, turn: { current: 0 } }],
});

export interface Answer {
  status: number;
  reason: string;
  headers: IncomingHttpHeaders;
  body: string;
}

/** One request over a connection of its own. */
export async function ask(port: number, options: RequestOptions = {}, body?: string): Promise<Answer> {
  const asked = request({ host: '127.0.0.1', port, agent: false, ...options });
  asked.end(body);
  const [answer] = await once(asked, 'response');
  const { statusCode = 0, statusMessage = '', headers } = answer;
  return { status: statusCode, reason: statusMessage, headers, body: await text(answer) };
}

/** Sends bytes as they are, and gives all that comes until the connection ends. */
export function talk(port: number, bytes: string): Promise<string> {
  const socket = connect(port, '127.0.0.1');
  socket.write(bytes, 'latin1');
  return text(socket);
}

/** A connection with what has come over it. */
export function open(port: number): { socket: Socket; came(): string; until(part: string): Promise<void> } {
  const socket = connect(port, '127.0.0.1');
  let all = '';
  socket.setEncoding('latin1').on('data', (bytes) => {
    all += bytes;
  });
  socket.on('error', () => {});
  return {
    socket,
    came: () => all,
    async until(part) {
      while (!all.includes(part)) await once(socket, 'data');
    },
  };
}

/** Something that happens once, and can be waited for. */
export function event(): { happened: Promise<void>; happen(): void } {
  let happen = () => {};
  const happened = new Promise<void>((resolve) => {
    happen = resolve;
  });
  return { happened, happen };
}
