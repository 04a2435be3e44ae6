import type { ClaimItem, ClusterItem, GatewayItem, RuleRecord, ServiceItem } from '../../ledger/items';
import type { SeenCluster, SeenRule } from '../../world/survey';
import type { FindingKind } from '../event';

/** One thing that is not as the ledger, AWS and CloudFormation together would have it. */
export interface Diagnosis {
  kind: FindingKind;
  /** What it is about: `Web of stack shop`, `load balancer express-…`. */
  what: string;
  /** What is wrong. */
  problem: string;
  /** What the repair does; or what a person has to do, where there is none. */
  remedy: string;
  /** Absent where only people can decide. */
  repair?: Repair;
  /** Somebody may have wanted it so: the sweeper leaves it to a person. */
  attended?: true;
}

/** What to do about a finding. Pure data, on which `repair` acts; the ledger's items are as they were seen. */
export type Repair =
  /** The sweeper's ordinary round does it, and reports it under this name. */
  | { do: 'sweep'; what: string }
  /** Gives up seats that no stack has. */
  | {
      do: 'leave';
      service: ServiceItem;
      members: readonly string[];
      /** Only if their rules are gone indeed: what was seen may have been behind. */
      unserved?: true;
    }
  /** Frees claims of routes that no stack has. */
  | { do: 'release'; service: ServiceItem; routes: readonly string[] }
  /** Makes the members' gateway and rules again, where they lack something. */
  | { do: 'restore'; services: readonly { service: ServiceItem; member: string }[]; build: boolean }
  | { do: 'delete rule'; rule: SeenRule }
  /** Rules that carry the tags of a member which the ledger has, with another rule or none. */
  | { do: 'delete strays'; service: ServiceItem; rules: readonly SeenRule[] }
  /** Takes down a gateway that is in no ledger, as if it were CLOSING. */
  | { do: 'take down'; gateway: GatewayItem }
  | { do: 'delete cluster'; cluster: SeenCluster }
  | { do: 'record gateway'; gateway: GatewayItem }
  | { do: 'record member'; gateway: GatewayItem; lost: LostMember }
  /** Gives up a seat of which there is no more than the gateway's side. */
  | { do: 'expel'; gateway: GatewayItem; member: string; rule: SeenRule | undefined; service: ServiceItem | undefined }
  | { do: 'record claims'; service: ServiceItem }
  | { do: 'free claim'; claim: ClaimItem; owner: ServiceItem | undefined };

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
