import type { ClaimItem, ClusterItem, GatewayItem, RuleRecord, ServiceItem } from '../../ledger/items';
import type { SeenCluster, SeenRule } from '../../world/survey';
import type { CheckUpFinding } from '../event';

/** One thing that is not as the ledger, AWS and CloudFormation together would have it. */
export interface Diagnosis extends Pick<CheckUpFinding, 'kind' | 'what' | 'problem' | 'remedy'> {
  /** Absent where only people can decide. */
  repair?: Repair;
  /** Somebody may have wanted it so: only a person may ask for the repair. */
  attended?: true;
  /** Nobody is told of it, because it is a matter of course or somebody may be doing it. It is repaired all the same. */
  silent?: true;
}

/** The diagnosis, if it is for no one to read. */
export const silenced = (diagnosis: Diagnosis): Diagnosis => ({ ...diagnosis, silent: true });

/** What to do about a diagnosis. Pure data; the ledger's items are as they were seen. */
export type Repair =
  | ClosingRepair
  /** Forgets a service that holds nothing. */
  | { do: 'forget'; service: ServiceItem }
  /** Gives up seats that no stack has. */
  | {
      do: 'leave';
      service: ServiceItem;
      members: readonly string[];
      /** Its whole stack is gone: what the last member leaves is not waited for here, but with all else that is closing. */
      stackGone?: true;
      /** Only if the members' rules are really gone: AWS may not have shown them. */
      unserved?: true;
    }
  /** Frees claims of routes that no stack has. */
  | { do: 'release'; service: ServiceItem; routes: readonly string[] }
  /** Makes the members' gateway (`build`) and rules again, where they lack something. */
  | { do: 'restore'; services: readonly { service: ServiceItem; member: string }[]; build: boolean }
  | { do: 'delete rule'; rule: SeenRule }
  /** Rules that carry the tags of a member for which the ledger has another rule or none. */
  | { do: 'delete strays'; service: ServiceItem; rules: readonly SeenRule[] }
  /** Takes down a gateway that is in no ledger, as if it were CLOSING. */
  | { do: 'take down'; gateway: GatewayItem }
  | { do: 'delete cluster'; cluster: SeenCluster }
  | { do: 'record gateway'; gateway: GatewayItem }
  | { do: 'record member'; gateway: GatewayItem; lost: LostMember }
  /** Gives up a seat of which only the gateway's item is left. */
  | { do: 'expel'; gateway: GatewayItem; member: string; rule: SeenRule | undefined; service: ServiceItem | undefined }
  | { do: 'record claims'; service: ServiceItem }
  | { do: 'free claim'; claim: ClaimItem; owner: ServiceItem | undefined };

/** Takes down something of the ledger's that has no members. AWS takes its time: these are tried again. */
export type ClosingRepair =
  | { do: 'close gateway'; gateway: GatewayItem }
  | { do: 'close cluster'; cluster: ClusterItem };

/** The name under which `CheckUpReport.swept` has what the repair is about; undefined if it does not. */
export function sweptName(repair: Repair): string | undefined {
  switch (repair.do) {
    case 'close gateway':
      return repair.gateway.token;
    case 'close cluster':
      return repair.cluster.name;
    case 'forget':
      return repair.service.service;
    case 'leave':
      return repair.stackGone && repair.service.service;
    default:
      return undefined;
  }
}

/** A member that AWS and CloudFormation know and the ledger does not. */
export interface LostMember {
  member: string;
  rule: SeenRule;
  record: RuleRecord;
  /** ARN of its ECS service. */
  serviceArn: string;
  /** The service's item, if there is one. */
  service?: ServiceItem;
  /** Its cluster, as the ledger has it or as it is tagged. */
  cluster?: ClusterItem | SeenCluster;
}
