import type { QueryOperation } from '../service/operation';

/** moto keeps everything that EC2 knows. */
export type Ec2Operation = QueryOperation<undefined>;
