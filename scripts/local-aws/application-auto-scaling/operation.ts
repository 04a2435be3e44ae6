import type { SdkClients } from '../service/clients';
import type { JsonOperation } from '../service/operation';

/** moto keeps what the service knows; the clients are for what it does with ECS and asks of itself. */
export type AutoScalingOperation<Parameters> = JsonOperation<Parameters, SdkClients>;
