/** What a distribution does with requests, as far as that is played. */

export interface DistributionSettings {
  enabled: boolean;
  /** Other names than its own; they may begin with `*.`. */
  aliases: readonly string[];
  /** For the aliases. */
  certificateArn?: string;
  origin: OriginSettings;
  viewerProtocol: 'allow-all' | 'https-only' | 'redirect-to-https';
  methods: ReadonlySet<string>;
  /** Whose host the origin sees. */
  host: 'viewer' | 'origin';
  /** Whether the origin gets CloudFront's own headers. */
  hasCloudFrontHeaders: boolean;
  /** AWS seconds for which an error is cached, by its status; others for ten. */
  errorSeconds: ReadonlyMap<number, number>;
}

export interface OriginSettings {
  domainName: string;
  /** Before the path of each request; may be empty. */
  path: string;
  port: number;
  readSeconds: number;
  keepAliveSeconds: number;
  /** Added to each request, in place of the viewer's. */
  headers: readonly (readonly [name: string, value: string])[];
}
