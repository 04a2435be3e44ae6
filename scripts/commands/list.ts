import { columns } from '../command-line/columns';
import type { Command } from '../command-line/command';
import { readChoice, regionOption } from '../command-line/options';
import { type GatewayView, gatewayViews } from '../install/gateway-views';
import { readLedger, requireInstall } from '../install/ledger';

/** `cfn-express list` shows which services share which load balancer. */
export const listCommand: Command = {
  name: 'list',
  summary: 'Lists the shared load balancers with their services, priorities, hosts and paths, and free seats.',
  synopsis: '[--format table|json] [--region REGION]',
  positionals: [],
  options: {
    format: { value: 'table|json', help: 'The output format. The default is table.' },
    region: regionOption,
  },
  async run(args, { terminal, connect }) {
    const format = readChoice(args, 'format', ['table', 'json']) ?? 'table';
    const aws = connect(args.option('region'));
    const install = await requireInstall(aws);
    const gateways = gatewayViews(await readLedger(aws, install), install.maxServices);
    if (format === 'json') return terminal.print(JSON.stringify(gateways, undefined, 2));
    if (gateways.length === 0) return terminal.say(`There are no services in ${await aws.region()}.`);
    terminal.print(gateways.map(describe).join('\n\n'));
  },
};

function describe(gateway: GatewayView): string {
  const { pool, number, vpcId, scheme, state, loadBalancerArn, dnsName, members, free, kept } = gateway;
  const seats =
    state === 'OPEN'
      ? `${members.length} member${members.length === 1 ? '' : 's'}, ${free} free`
      : kept === undefined
        ? 'being taken down'
        : 'without members';
  const rows = [
    ['PRIORITY', 'HOST AND PATH', 'SERVICE', 'STACK'],
    ...members.map(({ priority, claims, service, stack }) => [
      String(priority ?? '-'),
      claims.join(', ') || '-',
      service,
      stack,
    ]),
  ];
  return [
    `${pool} #${number}  ${scheme}  ${vpcId}  ${seats}`,
    `  ${dnsName ?? 'not built yet'}`,
    ...(loadBalancerArn === undefined ? [] : [`  ${loadBalancerArn}`]),
    ...(kept === undefined ? [] : [`  remains: ${kept}`]),
    ...(members.length === 0 ? [] : columns(rows).map((line) => `  ${line}`)),
  ].join('\n');
}
