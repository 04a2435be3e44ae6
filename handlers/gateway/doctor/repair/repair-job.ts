import type { UnfencedJob } from '../../fence/job';
import type { DoctorWorld } from '../look/doctor-world';

/** What a repair works with. */
export type RepairJob = UnfencedJob & { world: DoctorWorld };

/** How a repair ended; `nothing`: there was nothing left to do; `kept`: it stays, because something foreign or in use is on it. */
export type RepairResult = 'done' | 'nothing' | 'kept';
