import type { ClaimItem, ClusterItem, GatewayItem, RuleRecord, ServiceItem } from '../../ledger/items';
import type { SeenCluster, SeenRule } from '../../world/survey';
import type { CheckUpFinding } from '../event';

/** One point in which the ledger, AWS and CloudFormation do not agree, and what can be done about it. */
export interface Diagnosis extends Pick<CheckUpFinding, 'kind' | 'what' | 'problem' | 'remedy'> {
  /** Absent where only people can decide. */
  repair?: Repair;
  /** Somebody may have done it on purpose: only a person may ask for the repair. */
  attended?: true;
  /** It is not reported, because it is routine or because somebody may be doing it just now. It is repaired all the same. */
  silent?: true;
  /** What could not be looked at. That a later look sees it neither refutes nor repairs that. */
  unseen?: true;
  /** An earlier look showed it, and the last one could not see what it is about. It is not repaired then. */
  unconfirmed?: true;
}

/** The diagnosis as one that is not reported. */
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
      /** The whole stack is gone. What its last members leave behind is waited for together with all else that is closing. */
      stackGone?: true;
      /** Not if a member still has a rule, which AWS may not have shown at first. */
      unserved?: true;
    }
  /** Frees claims of routes that no stack has. */
  | { do: 'release'; service: ServiceItem; routes: readonly string[] }
  /**
   * Makes again what is missing of the members' gateway (if `build`) and of their rules, and moves these to their ranks
   * (if `proven`).
   */
  | { do: 'restore'; services: readonly { service: ServiceItem; member: string }[]; build: boolean; proven?: true }
  /** Moves the weight of a rule to the target group that has the targets. */
  | { do: 'move weights'; service: ServiceItem; member: string; rule: SeenRule }
  | { do: 'delete rule'; rule: SeenRule }
  /** Deletes rules with the tags of a member for which the ledger has another rule or none. */
  | { do: 'delete strays'; service: ServiceItem; rules: readonly SeenRule[] }
  /** Takes down a gateway that is in no ledger, as if it were CLOSING. */
  | { do: 'take down'; gateway: GatewayItem }
  | { do: 'delete cluster'; cluster: SeenCluster }
  | { do: 'record gateway'; gateway: GatewayItem }
  | { do: 'record member'; gateway: GatewayItem; lost: LostMember }
  /** Gives up a seat of which only the gateway's item is left. */
  | { do: 'expel'; gateway: GatewayItem; member: string; rule: SeenRule | undefined; service: ServiceItem | undefined }
  /**
   * Makes the items of a gateway and of a cluster agree about whether the gateway holds the cluster.
   * `gateway` is absent if there is none with the token; `cluster` is what ECS shows.
   */
  | { do: 'mend hold'; name: string; token: string; gateway?: GatewayItem; cluster?: SeenCluster }
  | { do: 'record claims'; service: ServiceItem }
  /** Frees a claim for which its holder has no route; `service` is the holder's item. */
  | { do: 'free claim'; claim: ClaimItem; holder: string; service: ServiceItem | undefined };

/** Deletes something in the ledger that has no members. AWS may take a while, so these are tried several times. */
export type ClosingRepair =
  | { do: 'close gateway'; gateway: GatewayItem }
  | { do: 'close cluster'; cluster: ClusterItem };

/** The name under which `CheckUpReport.swept` reports the repair; undefined if it does not. */
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

/** A member that AWS and CloudFormation have and the ledger lacks. */
export interface LostMember {
  member: string;
  rule: SeenRule;
  record: RuleRecord;
  /** ARN of its ECS service. */
  serviceArn: string;
  /** The service's item, if there is one. */
  service?: ServiceItem;
  /** Its stack has its `Custom::ExpressTraffic`. */
  proven?: true;
  /** Its cluster, from the ledger or else from AWS. */
  cluster?: ClusterItem | SeenCluster;
}
