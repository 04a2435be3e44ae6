import type { UnfencedJob } from '../../fence/job';
import type { DoctorWorld } from '../look/look';

/** What repairs act with. */
export type RepairJob = UnfencedJob & { world: DoctorWorld };

/** How a repair ended: `nothing`, there was nothing left to do; `kept`, it stays because somebody else needs it. */
export type RepairResult = 'done' | 'nothing' | 'kept';
