import type { CheckUpFinding, CheckUpReport } from '../../handlers/gateway/doctor/event';
import { whyInUse } from '../../handlers/gateway/install-guard';
import type { Aws } from '../aws';
import { columns } from '../command-line/columns';
import type { Command } from '../command-line/command';
import { readChoice, regionOption } from '../command-line/options';
import { askDoctor } from '../install/doctor';
import { findAllRemains, findInstall, findKeptLedgers, type Install, missingInstall } from '../install/ledger';
import { listOrphans } from '../install/orphans';
import { protectionFindings } from '../install/protection';
import { UserError } from '../user-error';

/** `cfn-express doctor`: compares the ledger with AWS and CloudFormation. */
export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'Compares the ledger with AWS and CloudFormation, and repairs what does not match.',
  synopsis: '[--fix] [--format table|json] [--region REGION]',
  positionals: [],
  options: {
    fix: { help: 'Repairs what can be repaired; safe at any time, also during deployments.' },
    format: { value: 'table|json', help: 'How findings are printed; table unless told.' },
    region: regionOption,
  },
  async run(args, { terminal, connect }) {
    const format = readChoice(args, 'format', ['table', 'json']) ?? 'table';
    const aws = connect(args.option('region'));
    const install = await findInstall(aws);
    if (install === undefined) throw new UserError(await notInstalled(aws));
    const fix = args.has('fix');
    const { findings: found, repaired } = await askDoctor(aws, fix ? 'full' : 'none');
    const findings = [
      ...found,
      ...(await lostLedgers(aws, install)),
      ...(await protectionFindings(aws, install.stack)),
    ];
    if (format === 'json') terminal.print(JSON.stringify({ findings, repaired }, undefined, 2));
    else if (findings.length > 0) terminal.print(table(findings, fix));
    for (const { what, problem } of repaired) terminal.say(terminal.paint('green', `Repaired: ${what}: ${problem}`));
    if (findings.length > 0) throw new UserError(verdict({ findings, repaired }, fix));
    terminal.say(`Nothing is wrong${repaired.length > 0 ? ' any more' : ''} in ${await aws.region()}.`);
  },
};

/** What is left of an install that has no stack is imported by `install`. */
async function notInstalled(aws: Aws): Promise<string> {
  const { orphans } = await findAllRemains(aws);
  if (orphans.length === 0) return missingInstall(aws);
  return (
    `${await missingInstall(aws)}\nThese parts of an earlier install belong to no stack, and cfn-express install takes ` +
    `them into a stack again:\n${listOrphans(orphans)}`
  );
}

/** Ledgers of earlier installs that know services which the gateway of today does not know. */
async function lostLedgers(aws: Aws, { table: own }: Install): Promise<CheckUpFinding[]> {
  const kept = await findKeptLedgers(aws);
  return kept.flatMap(({ table: name, items }) => {
    const reason = name === own ? undefined : whyInUse(items);
    if (reason === undefined) return [];
    return [
      {
        kind: 'leftover' as const,
        what: `table ${name}`,
        problem: `belongs to no stack, and ${reason.split(';')[0]}`.replace('this install', 'it'),
        remedy: 'deploy what cfn-express list does not show as a stack of another name, and delete the old stack',
        repairable: false,
      },
    ];
  });
}

const table = (findings: readonly CheckUpFinding[], fix: boolean): string =>
  columns([
    ['KIND', 'WHAT', 'FINDING', 'REMEDY'],
    ...findings.map((finding) => [finding.kind, finding.what, finding.problem, remedyOf(finding, fix)]),
  ]).join('\n');

function remedyOf({ remedy, repairable, failure }: CheckUpFinding, fix: boolean): string {
  if (failure !== undefined) return `not repaired: ${failure}`;
  return repairable && !fix ? `--fix ${remedy}` : remedy;
}

function verdict({ findings }: CheckUpReport, fix: boolean): string {
  const count = `${findings.length} ${findings.length === 1 ? 'finding' : 'findings'}`;
  const repairable = findings.filter((finding) => finding.repairable).length;
  if (repairable === 0) return `${count}, which cfn-express cannot repair.`;
  return fix ? `${count} left.` : `${count}; cfn-express doctor --fix repairs ${repairable} of them.`;
}
