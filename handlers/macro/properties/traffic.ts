import type { Struct } from './schema';

/** Condition values in one listener rule, of all its conditions together (quotas of Application Load Balancers). */
export const MOST_CONDITION_VALUES = 5;

const PATH = {
  kind: 'text',
  pattern: /^\/\S{0,1023}$/,
  form: 'a path that begins with "/" and has at most 1,024 characters',
} as const;

const OCTET = String.raw`(25[0-5]|2[0-4]\d|1?\d?\d)`;
const IPV4 = String.raw`${OCTET}(\.${OCTET}){3}\/(3[0-2]|[12]?\d)`;
const GROUP = '[0-9A-Fa-f]{1,4}';
const GROUPS = `(${GROUP}(:${GROUP}){0,6})?`;
const IPV6 = String.raw`(${GROUP}(:${GROUP}){7}|${GROUPS}::${GROUPS})\/(12[0-8]|1[01]\d|\d?\d)`;

/** Properties of the traffic that Express Mode has. */
export const TRAFFIC = {
  HealthCheckPath: {
    ...PATH,
    description: 'The path that responds with 200 when a task is healthy.',
    default: '/',
  },
  NetworkConfiguration: {
    kind: 'struct',
    description: 'Where the tasks run; by default in the public subnets of the default VPC.',
    properties: {
      Subnets: {
        kind: 'list',
        description: 'Subnets in at least two Availability Zones. Public ones make the service public.',
        of: { kind: 'text', description: 'The id of a subnet.' },
      },
      SecurityGroups: {
        kind: 'list',
        description: "Security groups of the tasks, in addition to the service's own.",
        of: { kind: 'text', description: 'The id of a security group.' },
        // A task's network interface allows five, and one is the service's own.
        most: 4,
      },
    },
  },
} as const satisfies Struct['properties'];

/** Properties of the traffic that Express Mode does not have. */
export const TRAFFIC_BEYOND = {
  HealthCheck: {
    kind: 'struct',
    description: "The load balancer's health check.",
    default: {},
    // Ranges of CreateTargetGroup for HTTP.
    properties: {
      Path: { ...PATH, description: 'The path that is requested; the same as HealthCheckPath.' },
      IntervalSeconds: {
        kind: 'integer',
        description: 'Seconds between two checks.',
        minimum: 5,
        maximum: 300,
        default: 30,
      },
      TimeoutSeconds: {
        kind: 'integer',
        description: 'Seconds after which a check fails.',
        minimum: 2,
        maximum: 120,
        default: 5,
      },
      HealthyThresholdCount: {
        kind: 'integer',
        description: 'Successful checks after which a task receives requests.',
        minimum: 2,
        maximum: 10,
        default: 5,
      },
      UnhealthyThresholdCount: {
        kind: 'integer',
        description: 'Failed checks after which a task receives none.',
        minimum: 2,
        maximum: 10,
        default: 2,
      },
      Matcher: {
        kind: 'text',
        description: 'The status codes of a healthy task.',
        pattern: /^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/,
        form: 'status codes between 200 and 499, such as 200, 200,204 or 200-299',
        default: '200',
      },
      GracePeriodSeconds: {
        kind: 'integer',
        description: 'Seconds after the start of a task in which failed checks do not replace it.',
        minimum: 0,
        maximum: 2147483647,
        default: 300,
      },
    },
  },
  StickySessions: {
    kind: 'struct',
    description: 'Keeps each visitor on one task, with a cookie of the load balancer.',
    // Not by a cookie of the application: "Application-based stickiness does not work with weighted target groups"
    // (sticky sessions, Application Load Balancers), and deployments move traffic between two of those.
    properties: {
      DurationSeconds: {
        kind: 'integer',
        description: 'How long the cookie is valid, at most a week.',
        minimum: 1,
        maximum: 604800,
        default: 86400,
      },
    },
  },
  Hosts: {
    kind: 'list',
    description:
      'Host names of the service; "*" matches any characters. Services may share a host and differ in their paths. A ' +
      'name without wildcards takes precedence over names with wildcards.',
    most: MOST_CONDITION_VALUES,
    of: {
      kind: 'text',
      description: 'A host name.',
      // "You can include only alphabetical characters after the final '.' character" (HostHeaderConditionConfig, ELBv2
      // API); a name without a dot is held to that as a whole.
      pattern: /^([A-Za-z0-9*?-]+\.)*[A-Za-z*?]{1,63}$/,
      longest: 128,
      form: 'a host name of at most 128 letters, digits, single dots and hyphens, "*" and "?", and only letters after its last dot',
    },
  },
  Paths: {
    kind: 'list',
    description:
      'Paths of the service; "*" matches any characters. The service receives paths unchanged. Among services with the ' +
      'same host, the more specific path takes precedence; a service without Paths receives the remaining requests.',
    most: MOST_CONDITION_VALUES,
    of: {
      kind: 'text',
      description: 'A path.',
      pattern: /^[/*][A-Za-z0-9_\-.$/~"'@:+&*?]{0,127}$/,
      form: 'a path that begins with "/" and has at most 128 letters, digits and _-.$/~"\'@:+&*?',
    },
  },
  AllowedCidrs: {
    kind: 'list',
    description: 'Source addresses that can reach the service; all by default. An empty list is refused.',
    most: MOST_CONDITION_VALUES,
    without: 'the service admits every address',
    of: {
      kind: 'text',
      description: 'A range of addresses.',
      pattern: new RegExp(`^(${IPV4}|${IPV6})$`),
      form: 'a range of IPv4 or IPv6 addresses, such as 203.0.113.0/24',
    },
  },
  Priority: {
    kind: 'integer',
    description:
      'The number of the listener rule; the lowest is evaluated first. By default a number over 1000, so that more ' +
      'specific rules come first.',
    minimum: 1,
    maximum: 50000,
  },
  Distribution: {
    kind: 'struct',
    description:
      'A CloudFront distribution in front of the service: HTTPS at the root of a name of its own. With `Hosts` it answers ' +
      'for these.',
    orTrue: true,
    properties: {
      CertificateArn: {
        kind: 'text',
        description: 'The certificate for `Hosts`, in us-east-1.',
        pattern: /^arn:[^:]+:acm:us-east-1:\d{12}:certificate\/.+$/,
        form: 'the ARN of an ACM certificate in us-east-1, which is where CloudFront looks for it',
        settled: true,
      },
      PriceClass: {
        kind: 'text',
        description: "Which of CloudFront's edge locations answer; all by default.",
        values: ['PriceClass_100', 'PriceClass_200', 'PriceClass_All'],
      },
    },
    refused: {
      WebACLId:
        'would not protect the service, because its load balancer also answers requests that do not come through ' +
        'CloudFront; give the service a pool of its own (Gateway.Name), and associate a web ACL of the Region with the load ' +
        'balancer there',
    },
  },
  Gateway: {
    kind: 'struct',
    description: 'The shared load balancer that the service joins.',
    default: {},
    properties: {
      Name: {
        kind: 'text',
        description: 'The name of the pool. Services with the same pool, VPC and scheme share load balancers.',
        pattern: /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/,
        form: 'at most 64 letters, digits and hyphens, and begin with a letter or digit',
      },
      Scheme: {
        kind: 'text',
        description: 'Who can reach the service; by default the subnets decide.',
        values: ['internet-facing', 'internal'],
      },
      Refresh: {
        kind: 'text',
        description: 'Any text. A new text makes the next update check the load balancer again.',
      },
    },
  },
} as const satisfies Struct['properties'];
