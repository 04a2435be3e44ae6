/** Who uses which certificate. ACM learns of a use at once, and of its end a little later. */

/** AWS seconds: "it can take around 10s for ACM to acknowledge" (https://github.com/aws/aws-cdk/issues/4179). */
const LAG_SECONDS = 15;

export class CertificateUses {
  readonly #seconds: () => number;
  readonly #used = new Map<string, ReadonlySet<string>>();
  /** When uses end in the eyes of ACM. */
  readonly #ends: { user: string; certificate: string; at: number }[] = [];

  /** @param seconds of AWS time */
  constructor(seconds: () => number) {
    this.#seconds = seconds;
  }

  /**
   * From now on the user has these certificates, and no others.
   * @param user the ARN of a load balancer or of a distribution
   */
  set(user: string, certificates: Iterable<string>): void {
    const now = new Set(certificates);
    const at = this.#seconds() + LAG_SECONDS;
    for (const certificate of this.#used.get(user) ?? []) {
      if (!now.has(certificate)) this.#ends.push({ user, certificate, at });
    }
    if (now.size > 0) this.#used.set(user, now);
    else this.#used.delete(user);
  }

  /** ARNs of those who use the certificate, as far as ACM knows. */
  usersOf(certificate: string): string[] {
    const now = this.#seconds();
    const left = this.#ends.filter(({ at }) => at > now);
    this.#ends.splice(0, this.#ends.length, ...left);
    const used = [...this.#used].flatMap(([user, certificates]) => (certificates.has(certificate) ? [user] : []));
    const ending = left.filter((each) => each.certificate === certificate).map(({ user }) => user);
    return [...new Set([...used, ...ending])].sort();
  }
}
