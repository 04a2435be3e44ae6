/** The names that AWS gives to load balancers and distributions, and where they lead on this machine. */

export interface LocalName {
  /** The zone of AWS's in which the name is, for alias records. */
  hostedZoneId: string;
  /** On AWS, a name leads nowhere before. */
  isReady(): boolean;
  /** The port of this machine for each port. */
  ports(): ReadonlyMap<number, number>;
}

/** By the names in lower case, without a port. */
export type LocalNames = Map<string, LocalName>;
