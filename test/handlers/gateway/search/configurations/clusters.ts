import { join, joinAndLeave, joinMayFailAndLeave, leave, moveAndBack } from '../stack-operations';
import { type Configuration, drawn, faults, large, NO_FAULTS, preempted } from './configuration';

/** Services use clusters through their gateways, and some by themselves, as all did in 0.1.0. */
export const CLUSTERS: readonly Configuration[] = [
  large(
    'the last service that uses a cluster leaves its load balancer, and another joins both',
    {
      maxMembers: 3,
      before: ['A', 'C'],
      settings: { C: { cluster: 'own' } },
      stacks: { A: leave, B: joinAndLeave },
    },
    preempted(2),
  ),
  large(
    'services of one load balancer use different clusters, and all leave while another joins',
    {
      maxMembers: 3,
      before: ['A', 'C'],
      settings: { C: { cluster: 'own' } },
      stacks: { A: leave, B: join, C: leave },
    },
    preempted(2),
  ),
  large(
    'a service that holds its cluster by itself leaves, and one joins through the same load balancer',
    { before: ['A'], byThemselves: ['A'], stacks: { A: leave, B: joinAndLeave } },
    NO_FAULTS,
  ),
  large(
    'services hold a cluster by themselves and through their load balancer, and all leave',
    { maxMembers: 3, before: ['A', 'B'], byThemselves: ['A'], stacks: { A: leave, B: leave } },
    preempted(3),
  ),
  drawn(
    'services that hold a cluster by themselves and through their load balancers move, join and leave, 2 faults',
    {
      maxMembers: 3,
      before: ['A', 'B'],
      byThemselves: ['A'],
      settings: { D: { cluster: 'own' } },
      stacks: { A: moveAndBack, B: leave, C: joinMayFailAndLeave, D: joinMayFailAndLeave },
    },
    faults(2),
  ),
  drawn(
    'check-ups run while services that hold a cluster by themselves and through their load balancers join and leave, 2 faults',
    {
      maxMembers: 3,
      before: ['A', 'B'],
      byThemselves: ['B'],
      stacks: { A: leave, B: leave, C: joinMayFailAndLeave },
      doctors: ['full', 'unattended'],
      repairedAtTheEnd: true,
    },
    faults(2),
  ),
];
