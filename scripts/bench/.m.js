"use strict";

// scripts/bench/macro.ts
var import_node_path = require("node:path");

// scripts/bench/macro/cold.ts
var import_node_child_process = require("node:child_process");
var import_node_fs = require("node:fs");
var import_node_perf_hooks = require("node:perf_hooks");
var import_fflate = require("fflate");

// scripts/bench/table.ts
var table = (head, rows) => {
  const all = [head, ...rows.map((row) => row.map(String))];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row) => row.map((cell, i) => i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)).join("  ");
  return [line(head), widths.map((width) => "-".repeat(width)).join("  "), ...all.slice(1).map(line)].join("\n");
};

// scripts/bench/macro/median.ts
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

// scripts/bench/macro/template.ts
var eventOf = (services) => ({
  requestId: "request",
  region: "eu-west-1",
  accountId: "123456789012",
  templateParameterValues: { Tag: "latest" },
  fragment: {
    Parameters: { Tag: { Type: "String" } },
    Resources: Object.fromEntries(Array.from({ length: services }, (_, index) => [`Service${index}`, block(index)])),
    Outputs: Object.fromEntries(
      Array.from({ length: services }, (_, index) => [
        `Url${index}`,
        { Value: { "Fn::GetAtt": [`Service${index}`, "Endpoint"] } }
      ])
    )
  }
});
var block = (index) => ({
  Type: "Express::Service",
  Properties: {
    Image: { "Fn::Sub": `123456789012.dkr.ecr.eu-west-1.amazonaws.com/service${index}:\${Tag}` },
    ContainerPort: 8080,
    Cpu: "512",
    Memory: "1024",
    Environment: { STAGE: "prod", NAME: `service${index}`, PEER: { "Fn::GetAtt": ["Service0", "ServiceArn"] } },
    HealthCheckPath: "/health",
    ScalingTarget: { MinTaskCount: 2, MaxTaskCount: 10 },
    Tags: [{ Key: "team", Value: "shop" }]
  }
});

// scripts/bench/macro/cold.ts
var RUNS = 25;
function cold(bundle) {
  const load = `const { handler } = require(${JSON.stringify(bundle)});`;
  const first = `${load} handler(${JSON.stringify(eventOf(1))}).then(({ status }) => { if (status !== 'success') process.exit(1); });`;
  const times = Array.from({ length: RUNS }, () => ["", load, first].map(timeOf));
  const [empty = 0, loaded = 0, answered = 0] = [0, 1, 2].map((kind) => median(times.map((row) => row[kind] ?? 0)));
  const size = (0, import_node_fs.statSync)(bundle).size;
  return table(
    ["a process of its own", ""],
    [
      ["empty script, ms", empty.toFixed(1)],
      ["loading the bundle, ms more", (loaded - empty).toFixed(1)],
      ["first answer for one service, ms more", (answered - empty).toFixed(1)],
      ["bundle, kB", (size / 1e3).toFixed(1)],
      ["bundle compressed, kB", ((0, import_fflate.gzipSync)((0, import_node_fs.readFileSync)(bundle)).length / 1e3).toFixed(1)],
      ["heap after loading, MB more", megabytes(heapAfter(load) - heapAfter(""))],
      [
        "heap after 40 services, MB more",
        megabytes(heapAfter(`${load} handler(${JSON.stringify(eventOf(40))});`) - heapAfter(""))
      ]
    ]
  );
}
function timeOf(script) {
  const start = import_node_perf_hooks.performance.now();
  const { status } = (0, import_node_child_process.spawnSync)(process.execPath, ["-e", script]);
  if (status !== 0) throw new Error("the bundle fails");
  return import_node_perf_hooks.performance.now() - start;
}
function heapAfter(script) {
  const tell = "setTimeout(() => { gc(); console.log(process.memoryUsage().heapUsed); }, 0);";
  return Number((0, import_node_child_process.spawnSync)(process.execPath, ["--expose-gc", "-e", `${script} ${tell}`], { encoding: "utf8" }).stdout);
}
var megabytes = (bytes) => (bytes / 1e6).toFixed(2);

// scripts/bench/macro/warm.ts
var import_node_perf_hooks2 = require("node:perf_hooks");

// handlers/macro/findings.ts
var Findings = class {
  #list = [];
  add(path, message) {
    if (!this.#list.some((finding) => finding.path === path && finding.message === message)) {
      this.#list.push({ path, message });
    }
  }
  get list() {
    return this.#list;
  }
  get any() {
    return this.#list.length > 0;
  }
};
var at = (path, key) => path === "" ? `${key}` : `${path}.${key}`;

// handlers/macro/json.ts
var isObject = (value) => typeof value === "object" && value !== null && !Array.isArray(value);
var isScalar = (value) => typeof value === "string" || typeof value === "number" || typeof value === "boolean";
var textOf = (value) => isScalar(value) ? String(value) : JSON.stringify(value) ?? "";
var member = (object, key) => isObject(object) && Object.hasOwn(object, key) ? object[key] : void 0;
var mapValues = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [key, change(value, key)]));
var compact = (members) => Object.fromEntries(Object.entries(members).filter((entry) => entry[1] !== void 0));
function typeName(value) {
  if (value === null || value === void 0) return "null";
  if (Array.isArray(value)) return "a list";
  if (typeof value === "object") return "an object";
  if (typeof value === "string") return "a string";
  return `a ${typeof value}`;
}
function depth(value) {
  let level = 0;
  for (let layer = [value]; layer.length > 0; level++) {
    layer = layer.flatMap((item) => typeof item === "object" && item !== null ? Object.values(item) : []);
  }
  return level - 1;
}

// handlers/contract.ts
var CONTRACT = 1;
var GATEWAY_FUNCTION_NAME = "cfn-express-gateway";
var SERVICE_TIMEOUT_SECONDS = 1800;
var sharedRoleName = (role, region) => `cfn-express-${role}-${region}`;
var ECS_MANAGED_TAG = { Key: "AmazonECSManaged", Value: "true" };

// handlers/macro/intrinsics.ts
var FUNCTIONS = [
  "Ref",
  "Fn::GetAtt",
  "Fn::Sub",
  "Fn::If",
  "Fn::FindInMap",
  "Fn::ImportValue",
  "Fn::Select",
  "Fn::Split",
  "Fn::Join",
  "Fn::Base64",
  "Fn::Cidr",
  "Fn::GetAZs",
  "Fn::GetStackOutput",
  "Fn::Transform",
  "Fn::Length",
  "Fn::ToJsonString",
  "Fn::ForEach"
];
function functionOf(value) {
  if (!isObject(value)) return void 0;
  const keys = Object.keys(value);
  const [name] = keys;
  return keys.length === 1 && name !== void 0 && (name === "Ref" || name.startsWith("Fn::")) ? name : void 0;
}
var isIntrinsic = (value) => functionOf(value) !== void 0;
var isNoValue = (value) => isIntrinsic(value) && member(value, "Ref") === "AWS::NoValue";
var mayBeAbsent = (value) => isNoValue(value) || branchesOf(value).some(mayBeAbsent);
var branchesOf = (value) => {
  const args = functionOf(value) === "Fn::If" ? member(value, "Fn::If") : void 0;
  return Array.isArray(args) ? args : [];
};
var ref = (logicalId2) => ({ Ref: logicalId2 });
var getAtt = (logicalId2, attribute) => ({ "Fn::GetAtt": [logicalId2, attribute] });
var sub = (text, variables) => ({
  "Fn::Sub": variables === void 0 ? text : [text, variables]
});
var join = (delimiter, list2) => ({ "Fn::Join": [delimiter, list2] });
var split = (delimiter, text) => ({ "Fn::Split": [delimiter, text] });
var select = (index, list2) => ({ "Fn::Select": [index, list2] });
function subParts(text) {
  return text.split(/(\$\{[^!}][^}]*\})/).filter((part) => part !== "").map((part) => /^\$\{[^!]/.test(part) ? { variable: part.slice(2, -1).trim() } : { text: part });
}
var subText = (parts) => parts.map((part) => "text" in part ? part.text : `\${${part.variable}}`).join("");
function subArguments(value) {
  if (typeof value === "string") return { text: value, variables: {} };
  if (!Array.isArray(value) || value.length > 2) return void 0;
  const [text, variables = {}] = value;
  return typeof text === "string" && isObject(variables) ? { text, variables } : void 0;
}
function getAttArguments(value) {
  if (typeof value === "string") {
    const dot = value.indexOf(".");
    return dot > 0 ? { logicalId: value.slice(0, dot), attribute: value.slice(dot + 1) } : void 0;
  }
  if (!Array.isArray(value) || value.length < 2) return void 0;
  const [logicalId2, ...rest] = value;
  if (typeof logicalId2 !== "string") return void 0;
  const [attribute = ""] = rest;
  return { logicalId: logicalId2, attribute: rest.length === 1 ? attribute : rest.map(textOf).join(".") };
}
function prepend(items, list2) {
  if (Array.isArray(list2)) return [...items, ...list2];
  if (isNoValue(list2)) return [...items];
  const [condition, ...branches] = branchesOf(list2);
  if (condition !== void 0) return { "Fn::If": [condition, ...branches.map((branch) => prepend(items, branch))] };
  return split(",", join(",", [...items, join(",", list2)]));
}

// handlers/macro/names.ts
var PARTS = [
  "TaskDefinition",
  "LogGroup",
  "ExecutionRole",
  "TaskRole",
  "SecurityGroup",
  "Ingress",
  "Blue",
  "Green",
  "Gateway",
  "Route",
  "ScalableTarget",
  "ScalingPolicy",
  "ScalingPolicyAverageCpu",
  "ScalingPolicyAverageMemory",
  "ScalingPolicyRequestCount",
  "RollbackAlarm"
];
var CERTAIN_PARTS = [
  "SecurityGroup",
  "Ingress",
  "Blue",
  "Green",
  "Gateway",
  "Route",
  "ScalableTarget",
  "ScalingPolicy"
];
var logicalId = (block2, part) => `${block2.id}${part}`;
var CONTAINER_NAME = "Main";
var arnText = (service2, resource) => `arn:\${AWS::Partition}:${service2}:\${AWS::Region}:\${AWS::AccountId}:${resource}`;
var gatewayFunctionArn = () => sub(arnText("lambda", `function:${GATEWAY_FUNCTION_NAME}`));
var sharedRoleArn = (role) => sub(`arn:\${AWS::Partition}:iam::\${AWS::AccountId}:role/${sharedRoleName(role, `\${AWS::Region}`)}`);

// handlers/macro/overrides/frozen.ts
var each = (names, why) => Object.fromEntries(names.map((name) => [name, why]));
var TARGET_GROUP = each(
  ["Name", "VpcId", "TargetType", "IpAddressType", "Protocol", "ProtocolVersion", "Port"],
  "a change replaces the target group under the name that the old one still has"
);
var ROLE = each(
  ["RoleName", "Path"],
  "a role with a fixed name cannot be replaced; bring a role of your own with TaskRoleArn or ExecutionRoleArn"
);
var POLICY = each(
  ["PolicyName", "ScalingTargetId", "ServiceNamespace", "ResourceId", "ScalableDimension"],
  "a change replaces the policy, and the old one is in the way of the new"
);
var CUSTOM_RESOURCE = each(
  ["ServiceToken", "Contract", "Service", "ServiceName", "Retained"],
  "it is what this macro and the gateway function have agreed on"
);
var FROZEN = {
  Service: {
    ServiceName: "the membership names the service; use the property ServiceName",
    Cluster: "the membership knows the cluster; use the property Cluster",
    LaunchType: "it could not be changed in place; use the property CapacityProviderStrategy",
    DesiredCount: "every update would undo what auto scaling did; use ScalingTarget.MinTaskCount",
    ...each(["Role", "SchedulingStrategy", "DeploymentController"], "a change replaces the service under its own name")
  },
  Blue: TARGET_GROUP,
  Green: TARGET_GROUP,
  SecurityGroup: each(
    ["GroupName", "GroupDescription", "VpcId"],
    "a change replaces the group while the tasks are in it"
  ),
  LogGroup: {
    LogGroupName: "a group with a fixed name outlives its stack and blocks the next; use AwsLogsConfiguration"
  },
  TaskRole: ROLE,
  ExecutionRole: ROLE,
  ScalableTarget: each(
    ["ResourceId", "ScalableDimension", "ServiceNamespace"],
    "the target is the service; a change replaces it"
  ),
  ScalingPolicy: POLICY,
  ScalingPolicyAverageCpu: POLICY,
  ScalingPolicyAverageMemory: POLICY,
  ScalingPolicyRequestCount: POLICY,
  Gateway: CUSTOM_RESOURCE,
  Route: {
    ...CUSTOM_RESOURCE,
    ...each(
      ["Membership", "BlueTargetGroupArn", "GreenTargetGroupArn", "Strategy"],
      "it must be what the service itself has"
    )
  }
};

// handlers/macro/overrides/merge.ts
var IDENTITIES = ["Name", "Key", "Id", "ContainerName", "PolicyName", "ScheduledActionName"];
function merge(base, over) {
  const merged = new Map(Object.entries(base));
  for (const [key, value] of Object.entries(over)) {
    if (isNoValue(value)) merged.delete(key);
    else merged.set(key, mergeValue(merged.get(key), value));
  }
  return Object.fromEntries(merged);
}
function mergeValue(base, over) {
  if (isPlain(base) && isPlain(over)) return merge(base, over);
  if (Array.isArray(base) && Array.isArray(over)) return mergeLists(base, over);
  return over;
}
function mergeLists(base, over) {
  const plain = [...base.filter((item) => !isIntrinsic(item)), ...over];
  const identity = IDENTITIES.find(
    (key) => plain.every((item) => isPlain(item) && typeof member(item, key) === "string")
  );
  if (identity === void 0 || over.length === 0) return over;
  const changes = new Map(over.map((item) => [member(item, identity), item]));
  const kept = base.map((item) => {
    const name = isIntrinsic(item) ? void 0 : member(item, identity);
    const change = changes.get(name);
    if (name === void 0 || change === void 0) return item;
    changes.delete(name);
    return mergeValue(item, change);
  });
  return [...kept, ...changes.values()];
}
var isPlain = (value) => isObject(value) && !isIntrinsic(value);

// handlers/macro/overrides/apply.ts
function applyOverrides(spec, resources, findings) {
  const overridden = new Map(resources);
  for (const [part, override] of Object.entries(spec.Overrides)) {
    const path = at(at("Resources", spec.id), `Properties.Overrides.${part}`);
    const id = part === "Service" ? spec.id : logicalId(spec, part);
    const resource = overridden.get(id);
    if (resource === void 0) {
      const made = resources.map(([name]) => name === spec.id ? "Service" : name.slice(spec.id.length));
      findings.add(path, `changes ${id}, which this service does not have; it has ${made.join(", ")}`);
      continue;
    }
    checkFrozen(part, override, path, findings);
    overridden.set(id, apply(resource, override));
  }
  return [...overridden];
}
function checkFrozen(part, override, path, findings) {
  for (const name of Object.keys(override.Properties ?? {})) {
    const why = member(FROZEN[part], name);
    if (why !== void 0) findings.add(at(at(path, "Properties"), name), `cannot be overridden: ${why}`);
  }
  if ((part === "Gateway" || part === "Route") && (override.DeletionPolicy ?? override.UpdateReplacePolicy)) {
    findings.add(path, "cannot be kept by itself; put DeletionPolicy on the service as a whole");
  }
}
function apply(resource, override) {
  const { Properties = {}, Metadata, DependsOn = [], DeletionPolicy, UpdateReplacePolicy } = override;
  const metadata = isObject(resource.Metadata) ? resource.Metadata : {};
  const dependsOn = [.../* @__PURE__ */ new Set([...resource.DependsOn ?? [], ...DependsOn])];
  return {
    ...resource,
    Properties: merge(resource.Properties, Properties),
    ...dependsOn.length > 0 ? { DependsOn: dependsOn } : {},
    ...Metadata === void 0 ? {} : { Metadata: merge(metadata, Metadata) },
    ...DeletionPolicy === void 0 ? {} : { DeletionPolicy },
    ...UpdateReplacePolicy === void 0 ? {} : { UpdateReplacePolicy }
  };
}

// handlers/macro/nearest.ts
function distance(from, to) {
  const rows = Array.from({ length: from.length + 1 }, (_, i) => [i]);
  const cell = (i, j) => rows[i]?.[j] ?? i + j;
  for (let j = 1; j <= to.length; j++) (rows[0] ?? []).push(j);
  for (let i = 1; i <= from.length; i++) {
    for (let j = 1; j <= to.length; j++) {
      const replace = cell(i - 1, j - 1) + (from[i - 1] === to[j - 1] ? 0 : 1);
      const swap = i > 1 && j > 1 && from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1] ? cell(i - 2, j - 2) + 1 : replace;
      (rows[i] ?? []).push(Math.min(cell(i - 1, j) + 1, cell(i, j - 1) + 1, replace, swap));
    }
  }
  return cell(from.length, to.length);
}
var LONGEST_WORD = 100;
function sharedStart(one, other) {
  let length = 0;
  while (length < one.length && one[length] === other[length]) length++;
  return length;
}
function nearest(word, names) {
  if (word.length > LONGEST_WORD) return void 0;
  const plain = (text) => text.toLowerCase().replace(/[^a-z0-9]/g, "");
  const wanted = plain(word);
  let best;
  for (const name of names) {
    const other = plain(name);
    const [shorter, longer] = [wanted, other].sort((a, b) => a.length - b.length);
    const edits = shorter.length >= 4 && longer.includes(shorter) ? 1 : distance(wanted, other);
    const close = edits <= longer.length / 3 || sharedStart(wanted, other) >= Math.max(4, longer.length / 2);
    if (close && edits < (best?.edits ?? Number.POSITIVE_INFINITY)) best = { name, edits };
  }
  return best?.name;
}
function didYouMean(word, names) {
  const name = nearest(word, names);
  return name === void 0 ? "" : `; did you mean ${name}?`;
}

// handlers/macro/resources/gateway.ts
var gateway = (spec) => ({
  Type: "Custom::ExpressGateway",
  Properties: compact({
    ...forGatewayFunction(spec),
    Cluster: spec.Cluster,
    GatewayName: spec.Gateway.Name,
    Scheme: spec.Gateway.Scheme,
    SubnetIds: spec.NetworkConfiguration?.Subnets,
    Refresh: spec.Gateway.Refresh,
    Retained: retained(spec)
  })
});
var route = (spec) => ({
  Type: "Custom::ExpressRoute",
  Properties: compact({
    ...forGatewayFunction(spec),
    Membership: ref(logicalId(spec, "Gateway")),
    BlueTargetGroupArn: ref(logicalId(spec, "Blue")),
    GreenTargetGroupArn: ref(logicalId(spec, "Green")),
    Strategy: spec.Deployment.Strategy,
    Hosts: spec.Hosts,
    Paths: spec.Paths,
    AllowedCidrs: spec.AllowedCidrs,
    Priority: spec.Priority,
    Refresh: spec.Gateway.Refresh,
    Retained: retained(spec)
  })
});
var gatewayAttribute = (spec, attribute) => getAtt(logicalId(spec, "Gateway"), attribute);
var forGatewayFunction = (spec) => compact({
  ServiceToken: gatewayFunctionArn(),
  ServiceTimeout: SERVICE_TIMEOUT_SECONDS,
  Contract: CONTRACT,
  Service: spec.id,
  ServiceName: spec.ServiceName
});
function retained({ attributes }) {
  const { deletionPolicy } = attributes;
  return deletionPolicy === "Retain" || deletionPolicy === "RetainExceptOnCreate" ? true : void 0;
}

// handlers/macro/resources/metrics.ts
var loadBalancerMetric = (spec, group, name) => ({
  Namespace: "AWS/ApplicationELB",
  MetricName: name,
  Dimensions: [
    { Name: "LoadBalancer", Value: gatewayAttribute(spec, "LoadBalancerFullName") },
    { Name: "TargetGroup", Value: getAtt(logicalId(spec, group), "TargetGroupFullName") }
  ]
});

// handlers/macro/resources/scaling.ts
var ADDITIONAL = {
  AVERAGE_CPU: "ScalingPolicyAverageCpu",
  AVERAGE_MEMORY: "ScalingPolicyAverageMemory",
  REQUEST_COUNT_PER_TARGET: "ScalingPolicyRequestCount"
};
var policiesOf = ({ ScalingTarget }) => [
  "ScalingPolicy",
  ...ScalingTarget.AdditionalMetrics.map((metric) => ADDITIONAL[metric.AutoScalingMetric])
];
var scalableTarget = (spec) => ({
  Type: "AWS::ApplicationAutoScaling::ScalableTarget",
  Properties: compact({
    ServiceNamespace: "ecs",
    ScalableDimension: "ecs:service:DesiredCount",
    ResourceId: sub(`service/\${${logicalId(spec, "Gateway")}.Cluster}/\${${spec.id}.Name}`),
    MinCapacity: spec.ScalingTarget.MinTaskCount,
    MaxCapacity: spec.ScalingTarget.MaxTaskCount,
    ScheduledActions: scheduledActions(spec)
  })
});
function scheduledActions({ ScalingTarget: { ScheduledActions } }) {
  if (ScheduledActions.length === 0) return void 0;
  return ScheduledActions.map(({ MinTaskCount, MaxTaskCount, ...action }) => ({
    ...compact(action),
    ScalableTargetAction: compact({ MinCapacity: MinTaskCount, MaxCapacity: MaxTaskCount })
  }));
}
var scalingPolicy = (spec) => {
  const { AutoScalingMetric, AutoScalingTargetValue } = spec.ScalingTarget;
  return policy(spec, "TargetTracking", { AutoScalingMetric, AutoScalingTargetValue });
};
var additionalPolicy = (metric) => (spec) => {
  const found = spec.ScalingTarget.AdditionalMetrics.find((item) => item.AutoScalingMetric === metric);
  return found && policy(spec, `TargetTracking${ADDITIONAL[metric].slice("ScalingPolicy".length)}`, found);
};
var policy = (spec, PolicyName, { AutoScalingMetric, AutoScalingTargetValue }) => ({
  Type: "AWS::ApplicationAutoScaling::ScalingPolicy",
  Properties: {
    PolicyName,
    PolicyType: "TargetTrackingScaling",
    ScalingTargetId: ref(logicalId(spec, "ScalableTarget")),
    TargetTrackingScalingPolicyConfiguration: {
      TargetValue: AutoScalingTargetValue,
      ...metricSpecification(spec, AutoScalingMetric)
    }
  }
});
function metricSpecification(spec, metric) {
  switch (metric) {
    case "AVERAGE_CPU":
      return { PredefinedMetricSpecification: { PredefinedMetricType: "ECSServiceAverageCPUUtilization" } };
    case "AVERAGE_MEMORY":
      return { PredefinedMetricSpecification: { PredefinedMetricType: "ECSServiceAverageMemoryUtilization" } };
    case "REQUEST_COUNT_PER_TARGET":
      return { CustomizedMetricSpecification: { Metrics: requestsPerTask(spec) } };
  }
}
var requestsPerTask = (spec) => [
  ...["Blue", "Green"].map((group) => ({
    Id: group.toLowerCase(),
    MetricStat: { Metric: loadBalancerMetric(spec, group, "RequestCountPerTarget"), Stat: "Sum" },
    ReturnData: false
  })),
  { Id: "load", Expression: "FILL(blue, 0) + FILL(green, 0)", Label: "Requests per task", ReturnData: true }
];

// handlers/macro/resources/resource.ts
function tagsOf(spec, more = []) {
  const tags = [...spec.Tags, ...more].map(({ Key, Value }) => ({ Key, Value }));
  return tags.length === 0 ? void 0 : tags;
}

// handlers/macro/resources/logs.ts
var makesLogGroup = ({ container }) => container !== void 0 && container.AwsLogsConfiguration === void 0;
function logGroup(spec) {
  if (!makesLogGroup(spec)) return void 0;
  const incarnation = select(2, split("/", ref("AWS::StackId")));
  return {
    Type: "AWS::Logs::LogGroup",
    // Logs outlive the service, as Express Mode's do; only those of a service that never came up go with it, or each
    // failed attempt would leave an empty group behind.
    DeletionPolicy: "RetainExceptOnCreate",
    UpdateReplacePolicy: "Retain",
    Properties: compact({
      LogGroupName: sub(`/express/\${AWS::StackName}/${spec.id}/\${Incarnation}`, { Incarnation: incarnation }),
      RetentionInDays: spec.LogRetentionInDays,
      Tags: tagsOf(spec)
    })
  };
}

// handlers/macro/references/attributes.ts
var securityGroupArn = (id) => arnText("ec2", `security-group/\${${id}}`);
function attributesOf(spec) {
  const { id } = spec;
  const part = (name) => logicalId(spec, name);
  const asked = (call) => ({
    refused: `CloudFormation does not know it of an AWS::ECS::Service; ask ECS with ${call}`
  });
  const none = (refused) => ({ refused });
  return {
    Endpoint: { text: `\${${part("Route")}.Endpoint}` },
    ServiceArn: { text: `\${${id}.ServiceArn}` },
    Name: { text: `\${${id}.Name}` },
    "ECSManagedResourceArns.ServiceSecurityGroups": {
      list: [securityGroupArn(`${part("SecurityGroup")}.GroupId`)]
    },
    "ECSManagedResourceArns.LogGroups": makesLogGroup(spec) ? { list: [`\${${part("LogGroup")}.Arn}`] } : none("the service makes no log group, it writes to one of yours; refer to that one"),
    "ECSManagedResourceArns.MetricAlarms": spec.Deployment.Rollback.OwnAlarm ? { list: [`\${${part("RollbackAlarm")}.Arn}`] } : none("with Rollback.OwnAlarm false the service makes no alarm"),
    // CloudFormation tells no ARN of a scalable target; this is the id that it and Application Auto Scaling go by.
    "ECSManagedResourceArns.AutoScaling.ScalableTarget": { text: `\${${part("ScalableTarget")}}` },
    "ECSManagedResourceArns.AutoScaling.ApplicationAutoScalingPolicies": {
      list: policiesOf(spec).map((policy3) => `\${${part(policy3)}.Arn}`)
    },
    "ECSManagedResourceArns.IngressPath.ListenerArn": { text: `\${${part("Gateway")}.ListenerArn}` },
    "ECSManagedResourceArns.IngressPath.ListenerRuleArn": { text: `\${${part("Route")}.RuleArn}` },
    "ECSManagedResourceArns.IngressPath.LoadBalancerArn": { text: `\${${part("Gateway")}.LoadBalancerArn}` },
    "ECSManagedResourceArns.IngressPath.LoadBalancerSecurityGroups": {
      list: [securityGroupArn(`${part("Gateway")}.SecurityGroupId`)]
    },
    "ECSManagedResourceArns.IngressPath.TargetGroupArns": { list: [`\${${part("Blue")}}`, `\${${part("Green")}}`] },
    "ECSManagedResourceArns.IngressPath.CertificateArn": {
      refused: "the service has no certificate: its load balancer listens on HTTP"
    },
    "Status.StatusCode": asked("DescribeServices"),
    CreatedAt: asked("DescribeServices"),
    UpdatedAt: asked("DescribeServiceDeployments"),
    ActiveConfigurations: asked("DescribeServiceRevisions")
  };
}

// handlers/macro/references/rewrite.ts
var References = class {
  #blocks;
  #resolver;
  #findings;
  constructor(specs, resolver, findings) {
    this.#blocks = new Map(specs.map((spec) => [spec.id, { spec, attributes: attributesOf(spec) }]));
    this.#resolver = resolver;
    this.#findings = findings;
  }
  /**
   * A copy of a template in which this holds throughout. Template metadata and rules stay as they are: no function there
   * can name a resource.
   */
  template(template) {
    return mapValues(template, (section, name) => {
      if (name === "Outputs") return this.value(section, name);
      if (name !== "Resources" || !isObject(section)) return section;
      return mapValues(section, (resource, id) => {
        const path = at(name, id);
        return isObject(resource) ? this.resource(resource, path) : this.value(resource, path);
      });
    });
  }
  /** A copy of a value in which no function asks a block for an attribute that its ECS service does not have. */
  value(value, path) {
    if (Array.isArray(value)) return value.map((item, index) => this.value(item, at(path, index)));
    if (!isObject(value)) return value;
    const name = functionOf(value);
    if (name === "Fn::GetAtt") return this.#getAtt(value, at(path, name));
    if (name === "Fn::Sub") return this.#sub(value, at(path, name));
    return mapValues(value, (item, key) => this.value(item, at(path, key)));
  }
  /** A resource, with its `DependsOn`. */
  resource(resource, path) {
    return mapValues(
      resource,
      (value, key) => key === "DependsOn" ? this.#dependsOn(value) : this.value(value, at(path, key))
    );
  }
  /**
   * Who depends on a block depends on the whole service: the scaling policies are the last of it, and with the scalable
   * target the only parts that come after the ECS service.
   */
  #dependsOn(value) {
    const ids = Array.isArray(value) ? value : [value];
    const block2 = (id) => typeof id === "string" ? this.#blocks.get(id) : void 0;
    if (!ids.some(block2)) return value;
    const all = ids.flatMap((id) => {
      const spec = block2(id)?.spec;
      return spec === void 0 ? [id] : [id, ...policiesOf(spec).map((policy3) => logicalId(spec, policy3))];
    });
    return [...new Set(all)];
  }
  #getAtt(value, path) {
    const target = getAttArguments(value["Fn::GetAtt"]);
    const block2 = target && this.#blocks.get(target.logicalId);
    if (!target || !block2) return mapValues(value, (item) => this.value(item, path));
    const name = this.#resolver.resolve(target.attribute);
    if (!name.known || typeof name.value !== "string") {
      const why = name.known ? "it is not a string" : name.why;
      this.#findings.add(path, `asks ${target.logicalId} for an attribute that must be known here, but ${why}`);
      return value;
    }
    const found = this.#attribute(block2, name.value, path);
    if (found === void 0) return value;
    return "text" in found ? functionFor(found.text) : found.list.map(functionFor);
  }
  #sub(value, path) {
    const parsed = subArguments(value["Fn::Sub"]);
    if (parsed === void 0) return mapValues(value, (item) => this.value(item, path));
    const used = [];
    const parts = subParts(parsed.text).flatMap((part) => {
      if ("text" in part || Object.hasOwn(parsed.variables, part.variable)) return [part];
      const put = this.#variable(part.variable, path);
      used.push(...put.flatMap((piece) => "variable" in piece ? [piece.variable] : []));
      return put;
    });
    for (const name of used) {
      if (Object.hasOwn(parsed.variables, name)) {
        this.#findings.add(
          path,
          `has a variable of its own named ${name}, which hides a generated resource; rename it`
        );
      }
    }
    const variables = mapValues(parsed.variables, (item, key) => this.value(item, at(at(path, 1), key)));
    return sub(subText(parts), Array.isArray(value["Fn::Sub"]) ? variables : void 0);
  }
  /** What stands in an `Fn::Sub` text for one of its variables. */
  #variable(variable, path) {
    const target = getAttArguments(variable);
    const block2 = target && this.#blocks.get(target.logicalId);
    if (!block2 || typeof target.attribute !== "string") return [{ variable }];
    const found = this.#attribute(block2, target.attribute, path);
    if (found === void 0) return [{ variable }];
    if ("text" in found) return subParts(found.text);
    this.#findings.add(path, `\${${variable}} is a list; take one item of it with Fn::Select, or use Fn::Join`);
    return [{ variable }];
  }
  #attribute({ spec, attributes }, name, path) {
    const found = Object.hasOwn(attributes, name) ? attributes[name] : void 0;
    if (found === void 0) {
      const names = Object.keys(attributes).filter((known2) => !("refused" in (attributes[known2] ?? {})));
      const list2 = nearest(name, names) === void 0 ? `; it has ${names.join(", ")}` : "";
      this.#findings.add(path, `${spec.id} has no attribute ${name}${didYouMean(name, names)}${list2}`);
      return void 0;
    }
    if (!("refused" in found)) return found;
    this.#findings.add(path, `${spec.id} cannot tell ${name}: ${found.refused}`);
    return void 0;
  }
};
function functionFor(text) {
  const [part, ...more] = subParts(text);
  if (part === void 0 || "text" in part || more.length > 0) return sub(text);
  const target = getAttArguments(part.variable);
  return target === void 0 ? ref(part.variable) : getAtt(target.logicalId, textOf(target.attribute));
}

// handlers/macro/resolve.ts
var known = (value) => ({ known: true, value });
var truth = (value) => ({ known: true, value });
var unknown = (why) => ({ known: false, why });
var Resolver = class {
  #surroundings;
  #conditions = /* @__PURE__ */ new Map();
  constructor(surroundings) {
    this.#surroundings = surroundings;
  }
  /** The literal that a value comes to, or why nobody can tell yet. Lists and objects are resolved throughout. */
  resolve(value) {
    if (Array.isArray(value)) return this.#list(value);
    if (!isObject(value)) return known(value);
    const name = functionOf(value);
    if (name !== void 0) return this.#call(name, value[name] ?? null);
    const members = [];
    for (const [key, item] of Object.entries(value)) {
      const result = this.resolve(item);
      if (!result.known) return result;
      if (result.value !== void 0) members.push([key, result.value]);
    }
    return known(Object.fromEntries(members));
  }
  /** Whether a condition of the template holds. */
  condition(name) {
    return this.#conditions.get(name) ?? this.#evaluateOnce(name);
  }
  /**
   * The branch that an `Fn::If` takes, and which one that is, without looking into it; undefined when the value is no
   * well-formed `Fn::If`.
   */
  branch(value) {
    const args = member(value, "Fn::If");
    if (functionOf(value) !== "Fn::If" || !Array.isArray(args) || args.length !== 3) return void 0;
    const [name, whenTrue = null, whenFalse = null] = args;
    if (typeof name !== "string") return void 0;
    const holds = this.condition(name);
    if (!holds.known) return holds;
    return holds.value ? { known: true, value: whenTrue, index: 1 } : { known: true, value: whenFalse, index: 2 };
  }
  #evaluateOnce(name) {
    const definition = member(this.#surroundings.template.Conditions, name);
    this.#conditions.set(name, unknown(`condition ${name} depends on itself`));
    const result = definition === void 0 ? unknown(`the template has no condition ${name}`) : this.#predicate(definition);
    this.#conditions.set(name, result);
    return result;
  }
  #predicate(value) {
    if (isObject(value) && Object.keys(value).length === 1) {
      const [[name, args = null] = ["", null]] = Object.entries(value);
      if (name === "Condition" && typeof args === "string") return this.condition(args);
      if (name === "Fn::Equals" && Array.isArray(args) && args.length === 2) return this.#equals(args);
      if (name === "Fn::Not" && Array.isArray(args) && args.length === 1) {
        const result = this.#predicate(args[0] ?? null);
        return result.known ? truth(!result.value) : result;
      }
      if ((name === "Fn::And" || name === "Fn::Or") && Array.isArray(args)) return this.#combine(name, args);
    }
    return unknown("a condition is written in a way that this macro does not know");
  }
  #equals(args) {
    const [left, right] = args.map((side) => this.resolve(side));
    if (left?.known !== true || right?.known !== true) return unknown(whyOf(left) ?? whyOf(right) ?? "");
    return truth(textOf(left.value) === textOf(right.value));
  }
  /** And / Or: one deciding operand is enough, even when others are unknown. */
  #combine(name, operands) {
    const decides = name === "Fn::Or";
    const results = operands.map((operand) => this.#predicate(operand));
    if (results.some((result) => result.known && result.value === decides)) return truth(decides);
    return results.find((result) => !result.known) ?? truth(!decides);
  }
  #list(items) {
    const values = [];
    for (const item of items) {
      const result = this.resolve(item);
      if (!result.known) return result;
      if (result.value !== void 0) values.push(result.value);
    }
    return known(values);
  }
  #call(name, args) {
    switch (name) {
      case "Ref":
        return isNoValue({ Ref: args }) ? known(void 0) : this.#ref(args);
      case "Fn::If": {
        const taken = this.branch({ "Fn::If": args });
        if (taken === void 0) return unknown("Fn::If wants a condition name and two values");
        return taken.known ? this.resolve(taken.value) : taken;
      }
      case "Fn::FindInMap":
        return this.#findInMap(args);
      case "Fn::Sub":
        return this.#sub(args);
      case "Fn::Join":
      case "Fn::Split":
      case "Fn::Select":
        return this.#onLists(name, args);
      case "Fn::GetAtt":
        return unknown(
          `Fn::GetAtt of ${getAttArguments(args)?.logicalId ?? "a resource"} is known only once it exists`
        );
      default:
        return unknown(`${name} is worked out only after the macro has run`);
    }
  }
  #ref(target) {
    const { template, region, accountId, partition } = this.#surroundings;
    if (typeof target !== "string") return unknown("Ref wants a name");
    if (target === "AWS::Region") return known(region);
    if (target === "AWS::AccountId") return known(accountId);
    if (target === "AWS::Partition") return known(partition);
    const declared = member(template.Parameters, target);
    if (declared !== void 0) return this.#parameter(target, declared);
    if (target.startsWith("AWS::")) return unknown(`${target} is known only to CloudFormation`);
    return unknown(`Ref of ${target} is known only once that resource exists`);
  }
  #parameter(name, declared) {
    const type = member(declared, "Type");
    if (typeof type === "string" && type.startsWith("AWS::SSM::Parameter::Value")) {
      return unknown(`parameter ${name} is read from Parameter Store after the macro has run`);
    }
    if (textOf(member(declared, "NoEcho")) === "true") return unknown(`parameter ${name} is NoEcho`);
    const { parameters } = this.#surroundings;
    const value = Object.hasOwn(parameters, name) ? parameters[name] : member(declared, "Default");
    if (value === void 0 || value === null) return unknown(`parameter ${name} has neither a value nor a default`);
    const isList = typeof type === "string" && (type === "CommaDelimitedList" || type.startsWith("List<"));
    if (Array.isArray(value)) return known(value.map(textOf));
    if (isObject(value)) return unknown(`parameter ${name} holds an object`);
    return known(isList ? splitList(textOf(value)) : textOf(value));
  }
  #findInMap(args) {
    const result = Array.isArray(args) ? this.#list(args.slice(0, 3)) : known(null);
    if (!result.known) return result;
    const [map, top, second] = Array.isArray(result.value) ? result.value.map(textOf) : [];
    if (map === void 0 || top === void 0 || second === void 0) {
      return unknown("Fn::FindInMap wants a mapping and two keys");
    }
    const found = member(member(member(this.#surroundings.template.Mappings, map), top), second);
    if (isScalar(found) || Array.isArray(found) && found.every(isScalar)) return known(found);
    const fallback = Array.isArray(args) ? member(args[3], "DefaultValue") : void 0;
    return fallback === void 0 ? unknown(`mapping ${map} has no entry ${top}.${second}`) : this.resolve(fallback);
  }
  #sub(args) {
    const parsed = subArguments(args);
    if (parsed === void 0) return unknown("Fn::Sub wants a text, or a text and an object of variables");
    let text = "";
    for (const part of subParts(parsed.text)) {
      if ("text" in part) {
        text += part.text.replaceAll("${!", "${");
        continue;
      }
      const own = member(parsed.variables, part.variable);
      const [id = "", ...attribute] = part.variable.split(".");
      const result = this.resolve(
        own ?? (attribute.length > 0 ? { "Fn::GetAtt": [id, attribute.join(".")] } : { Ref: part.variable })
      );
      if (!result.known) return result;
      if (!isScalar(result.value)) return unknown(`\${${part.variable}} is not a single value`);
      text += String(result.value);
    }
    return known(text);
  }
  #onLists(name, args) {
    const result = Array.isArray(args) && args.length === 2 ? this.#list(args) : unknown(`${name} wants two values`);
    if (!result.known || !Array.isArray(result.value)) return result;
    const [first, second] = result.value;
    if (name === "Fn::Split" && isScalar(first) && isScalar(second)) {
      return known(String(second).split(String(first)));
    }
    if (name === "Fn::Join" && isScalar(first) && Array.isArray(second))
      return known(second.map(textOf).join(String(first)));
    if (name === "Fn::Select" && isScalar(first) && Array.isArray(second)) {
      const item = second[Number(first)];
      if (item !== void 0) return known(item);
    }
    return unknown(`${name} has values that it cannot use`);
  }
};
var splitList = (text) => text.split(",").map((item) => item.trim());
var whyOf = (result) => result?.known === false ? result.why : void 0;

// handlers/macro/resources/execution-role.ts
var needsExecutionRole = ({ ExecutionRoleArn, readable }) => ExecutionRoleArn === void 0 && readable.secrets.length + readable.parameters.length > 0;
var tasksMayAssume = () => ({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: { Service: "ecs-tasks.amazonaws.com" }, Action: "sts:AssumeRole" }]
});
function executionRole(spec) {
  if (!needsExecutionRole(spec)) return void 0;
  return {
    Type: "AWS::IAM::Role",
    Properties: compact({
      AssumeRolePolicyDocument: tasksMayAssume(),
      ManagedPolicyArns: [sub(`arn:\${AWS::Partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy`)],
      Policies: [{ PolicyName: "Secrets", PolicyDocument: { Version: "2012-10-17", Statement: statements(spec) } }],
      Tags: tagsOf(spec)
    })
  };
}
function statements({ readable }) {
  const allow = (Action, Resource) => Resource.length === 0 ? [] : [{ Effect: "Allow", Action, Resource }];
  return [
    ...allow("secretsmanager:GetSecretValue", readable.secrets),
    ...allow("ssm:GetParameters", readable.parameters),
    decryptStatement()
  ];
}
var decryptStatement = () => ({
  Effect: "Allow",
  Action: "kms:Decrypt",
  Resource: sub(arnText("kms", "key/*")),
  Condition: {
    StringLike: { "kms:ViaService": ["secretsmanager.*.amazonaws.com*", "ssm.*.amazonaws.com*"] }
  }
});

// handlers/macro/resources/rollback-alarm.ts
function rollbackAlarm(spec) {
  const { OwnAlarm, ErrorRatePercent } = spec.Deployment.Rollback;
  if (!OwnAlarm) return void 0;
  return {
    Type: "AWS::CloudWatch::Alarm",
    Properties: compact({
      AlarmDescription: description(ErrorRatePercent),
      ComparisonOperator: "GreaterThanThreshold",
      Threshold: ErrorRatePercent,
      EvaluationPeriods: 3,
      DatapointsToAlarm: 2,
      // A minute without a request says nothing against a deployment.
      TreatMissingData: "notBreaching",
      Metrics: [
        { Id: "rate", Expression: "MAX([blueRate, greenRate])", Label: "Error rate (%)", ReturnData: true },
        ...groupMetrics(spec, "Blue"),
        ...groupMetrics(spec, "Green")
      ],
      Tags: tagsOf(spec)
    })
  };
}
function description(percent) {
  const text = (rate) => `Rolls a deployment back when more than ${rate} % of the answers of either target group are errors.`;
  return isIntrinsic(percent) ? sub(text(`\${Percent}`), { Percent: percent }) : text(String(percent));
}
function groupMetrics(spec, group) {
  const id = group.toLowerCase();
  const sum = (name, metric) => ({
    Id: `${id}${name}`,
    MetricStat: { Metric: loadBalancerMetric(spec, group, metric), Period: 60, Stat: "Sum" },
    ReturnData: false
  });
  const { Include4xx, MinimumRequests } = spec.Deployment.Rollback;
  const kinds = ["Errors", ...Include4xx ? ["Refusals"] : [], "Refused"];
  const errors = kinds.map((kind) => `FILL(${id}${kind}, 0)`).join(" + ");
  const rate = `100 * (${errors}) / ${id}Requests`;
  return [
    { Id: `${id}Rate`, Expression: fromMinimum(rate, `${id}Requests`, MinimumRequests), ReturnData: false },
    sum("Requests", "RequestCount"),
    sum("Errors", "HTTPCode_Target_5XX_Count"),
    ...Include4xx ? [sum("Refusals", "HTTPCode_Target_4XX_Count")] : [],
    sum("Refused", "TargetConnectionErrorCount")
  ];
}
function fromMinimum(rate, requests, minimum) {
  if (minimum === void 0) return rate;
  const text = (least) => `IF(${requests} >= ${least}, ${rate}, 0)`;
  return isIntrinsic(minimum) ? sub(text(`\${Minimum}`), { Minimum: minimum }) : text(String(minimum));
}

// handlers/macro/resources/security-group.ts
var securityGroup = (spec) => ({
  Type: "AWS::EC2::SecurityGroup",
  Properties: compact({
    // Another description would be another group.
    GroupDescription: "Tasks of an Express::Service",
    VpcId: gatewayAttribute(spec, "VpcId"),
    Tags: tagsOf(spec)
  })
});
var ingress = (spec) => ({
  Type: "AWS::EC2::SecurityGroupIngress",
  Properties: {
    GroupId: getAtt(logicalId(spec, "SecurityGroup"), "GroupId"),
    SourceSecurityGroupId: gatewayAttribute(spec, "SecurityGroupId"),
    IpProtocol: "tcp",
    FromPort: spec.port,
    ToPort: spec.port,
    Description: "From the load balancer"
  }
});

// handlers/macro/service/properties/deployment.ts
var MINUTES = { kind: "integer", minimum: 0, maximum: 1440 };
var STAGES = [
  "RECONCILE_SERVICE",
  "PRE_SCALE_UP",
  "POST_SCALE_UP",
  "TEST_TRAFFIC_SHIFT",
  "POST_TEST_TRAFFIC_SHIFT",
  "PRE_PRODUCTION_TRAFFIC_SHIFT",
  "PRODUCTION_TRAFFIC_SHIFT",
  "POST_PRODUCTION_TRAFFIC_SHIFT"
];
var CANARY = {
  kind: "struct",
  description: "The first step of CANARY.",
  properties: {
    CanaryPercent: {
      kind: "number",
      description: "The share of the traffic, in percent.",
      minimum: 0.1,
      maximum: 100,
      step: 0.1,
      default: 5
    },
    CanaryBakeTimeInMinutes: { ...MINUTES, description: "How long it lasts.", default: 3 }
  }
};
var LINEAR = {
  kind: "struct",
  description: "The steps of LINEAR.",
  properties: {
    StepPercent: {
      kind: "number",
      description: "The share of the traffic that each step adds, in percent.",
      minimum: 3,
      maximum: 100,
      step: 0.1,
      default: 10
    },
    StepBakeTimeInMinutes: { ...MINUTES, description: "How long each lasts.", default: 3 }
  }
};
var HOOKS = {
  kind: "list",
  description: "Functions that are asked at certain stages whether the deployment may go on.",
  known: true,
  default: [],
  of: {
    kind: "struct",
    description: "A function and when to ask it.",
    properties: {
      HookTargetArn: { kind: "text", description: "The ARN of the Lambda function.", required: true },
      RoleArn: { kind: "text", description: "The role in which ECS invokes it.", required: true },
      LifecycleStages: {
        kind: "list",
        description: "The stages.",
        required: true,
        least: 1,
        of: { kind: "text", description: "A stage.", values: STAGES }
      },
      HookDetails: { kind: "json", description: "What the function is told besides." }
    }
  }
};
var ROLLBACK = {
  kind: "struct",
  description: "What makes a deployment go back, besides tasks that never become healthy.",
  default: {},
  properties: {
    OwnAlarm: {
      kind: "flag",
      description: "Whether the service makes an alarm on the rate of errors; without it only AlarmNames count.",
      default: true
    },
    ErrorRatePercent: {
      kind: "number",
      description: "More errors than that, in percent of the answers, in two of three minutes.",
      minimum: 0,
      maximum: 100,
      default: 1
    },
    Include4xx: { kind: "flag", description: "Counts answers 4xx as errors, as Express Mode does.", default: false },
    MinimumRequests: {
      kind: "integer",
      description: "A minute with fewer requests to a target group says nothing.",
      minimum: 1,
      maximum: Number.MAX_SAFE_INTEGER
    },
    AlarmNames: {
      kind: "list",
      description: "More alarms.",
      default: [],
      of: { kind: "text", description: "The name of an alarm." }
    }
  }
};
var DEPLOYMENT = {
  Deployment: {
    kind: "struct",
    description: "How a new version takes over from the old one.",
    default: {},
    properties: {
      Strategy: {
        kind: "choice",
        description: "CANARY: a small share of the traffic first; LINEAR: equal steps; BLUE_GREEN: all at once; ROLLING: task by task.",
        values: ["CANARY", "LINEAR", "BLUE_GREEN", "ROLLING"],
        default: "CANARY"
      },
      CanaryConfiguration: CANARY,
      LinearConfiguration: LINEAR,
      BakeTimeInMinutes: {
        ...MINUTES,
        description: "How long the old tasks stand by once all traffic has moved; 3 when absent."
      },
      MinimumHealthyPercent: {
        kind: "integer",
        description: "Healthy tasks that must be left, in percent of the wanted ones.",
        minimum: 0,
        maximum: 100,
        default: 100
      },
      MaximumPercent: {
        kind: "integer",
        description: "Tasks that may run, in percent of the wanted ones.",
        minimum: 100,
        maximum: 1e3,
        default: 200
      },
      LifecycleHooks: HOOKS,
      Rollback: ROLLBACK
    }
  }
};

// handlers/macro/resources/deployment.ts
function deploymentConfiguration(spec) {
  const { Strategy, BakeTimeInMinutes, MinimumHealthyPercent, MaximumPercent, LifecycleHooks } = spec.Deployment;
  return compact({
    Strategy,
    ...steps(spec),
    BakeTimeInMinutes: Strategy === "ROLLING" ? void 0 : BakeTimeInMinutes ?? 3,
    MinimumHealthyPercent,
    MaximumPercent,
    DeploymentCircuitBreaker: { Enable: true, Rollback: true },
    Alarms: alarms(spec),
    LifecycleHooks: LifecycleHooks.length === 0 ? void 0 : LifecycleHooks.map(compact)
  });
}
function steps({ Deployment }) {
  switch (Deployment.Strategy) {
    case "CANARY": {
      const { CanaryPercent, CanaryBakeTimeInMinutes } = CANARY.properties;
      const usual = {
        CanaryPercent: CanaryPercent.default,
        CanaryBakeTimeInMinutes: CanaryBakeTimeInMinutes.default
      };
      return { CanaryConfiguration: Deployment.CanaryConfiguration ?? usual };
    }
    case "LINEAR": {
      const { StepPercent, StepBakeTimeInMinutes } = LINEAR.properties;
      const usual = { StepPercent: StepPercent.default, StepBakeTimeInMinutes: StepBakeTimeInMinutes.default };
      return { LinearConfiguration: Deployment.LinearConfiguration ?? usual };
    }
    case "BLUE_GREEN":
    case "ROLLING":
      return {};
  }
}
function alarms(spec) {
  const { OwnAlarm, AlarmNames } = spec.Deployment.Rollback;
  if (OwnAlarm) return watching(prepend([ref(logicalId(spec, "RollbackAlarm"))], AlarmNames));
  return Array.isArray(AlarmNames) && AlarmNames.length === 0 ? { AlarmNames: [], Enable: false, Rollback: false } : watching(AlarmNames);
}
var watching = (AlarmNames) => ({ AlarmNames, Enable: true, Rollback: true });

// handlers/macro/resources/service.ts
var service = (spec) => ({
  Type: "AWS::ECS::Service",
  // A new port is open before tasks listen on it, and on deletion stays open until they have drained. That the rule
  // comes first too (ECS refuses a target group that no listener knows) follows from its ARN below, where that is there.
  DependsOn: [
    logicalId(spec, "Ingress"),
    ...spec.Deployment.Strategy === "ROLLING" ? [logicalId(spec, "Route")] : []
  ],
  Properties: compact({
    ServiceName: gatewayAttribute(spec, "ServiceName"),
    Cluster: gatewayAttribute(spec, "Cluster"),
    TaskDefinition: spec.TaskDefinitionArn ?? ref(logicalId(spec, "TaskDefinition")),
    SchedulingStrategy: "REPLICA",
    CapacityProviderStrategy: spec.CapacityProviderStrategy?.map(compact) ?? [
      { CapacityProvider: "FARGATE", Base: 1, Weight: 1 }
    ],
    AvailabilityZoneRebalancing: rebalancing(spec),
    HealthCheckGracePeriodSeconds: spec.HealthCheck.GracePeriodSeconds,
    DeploymentConfiguration: deploymentConfiguration(spec),
    LoadBalancers: [loadBalancer(spec)],
    NetworkConfiguration: {
      AwsvpcConfiguration: {
        AssignPublicIp: gatewayAttribute(spec, "AssignPublicIp"),
        Subnets: gatewayAttribute(spec, "SubnetIds"),
        SecurityGroups: securityGroups(spec)
      }
    },
    EnableExecuteCommand: spec.EnableExecuteCommand ? true : void 0,
    EnableECSManagedTags: true,
    PropagateTags: "SERVICE",
    Tags: tagsOf(spec)
  })
});
var loadBalancer = (spec) => compact({
  ContainerName: CONTAINER_NAME,
  ContainerPort: spec.port,
  TargetGroupArn: ref(logicalId(spec, "Blue")),
  AdvancedConfiguration: spec.Deployment.Strategy === "ROLLING" ? void 0 : {
    AlternateTargetGroupArn: ref(logicalId(spec, "Green")),
    ProductionListenerRule: getAtt(logicalId(spec, "Route"), "RuleArn"),
    RoleArn: spec.InfrastructureRoleArn ?? sharedRoleArn("infrastructure")
  }
});
var securityGroups = (spec) => prepend([getAtt(logicalId(spec, "SecurityGroup"), "GroupId")], spec.NetworkConfiguration?.SecurityGroups ?? []);
var rebalancing = ({ Deployment: { MaximumPercent } }) => MaximumPercent === 100 ? "DISABLED" : "ENABLED";

// handlers/macro/resources/target-groups.ts
var targetGroup = (spec, name) => ({
  Type: "AWS::ElasticLoadBalancingV2::TargetGroup",
  Properties: compact({
    Name: gatewayAttribute(spec, name),
    VpcId: gatewayAttribute(spec, "VpcId"),
    TargetType: "ip",
    IpAddressType: "ipv4",
    Protocol: "HTTP",
    ProtocolVersion: "HTTP1",
    Port: 80,
    HealthCheckEnabled: true,
    HealthCheckProtocol: "HTTP",
    HealthCheckPort: "traffic-port",
    HealthCheckPath: spec.HealthCheckPath,
    HealthCheckIntervalSeconds: spec.HealthCheck.IntervalSeconds,
    HealthCheckTimeoutSeconds: spec.HealthCheck.TimeoutSeconds,
    HealthyThresholdCount: spec.HealthCheck.HealthyThresholdCount,
    UnhealthyThresholdCount: spec.HealthCheck.UnhealthyThresholdCount,
    Matcher: { HttpCode: spec.HealthCheck.Matcher },
    TargetGroupAttributes: stickiness(spec),
    Tags: tagsOf(spec, [ECS_MANAGED_TAG])
  })
});
var blueTargetGroup = (spec) => targetGroup(spec, "BlueTargetGroupName");
var greenTargetGroup = (spec) => targetGroup(spec, "GreenTargetGroupName");
function stickiness({ StickySessions: sticky }) {
  const attribute = (name, value) => ({ Key: `stickiness.${name}`, Value: value });
  if (sticky === void 0) return [attribute("enabled", "false")];
  const type = sticky.CookieName === void 0 ? "lb_cookie" : "app_cookie";
  return [
    attribute("enabled", "true"),
    attribute("type", type),
    attribute(`${type}.duration_seconds`, asText(sticky.DurationSeconds)),
    ...sticky.CookieName === void 0 ? [] : [attribute("app_cookie.cookie_name", sticky.CookieName)]
  ];
}
var asText = (value) => isIntrinsic(value) ? value : String(value);

// handlers/macro/resources/container.ts
var mainContainer = (spec, container) => compact({
  Name: CONTAINER_NAME,
  Image: container.Image,
  Essential: true,
  ...common(container),
  HealthCheck: container.ContainerHealthCheck && compact(container.ContainerHealthCheck),
  PortMappings: [{ ContainerPort: spec.port, Protocol: "tcp" }],
  ...alike(spec, container)
});
var sidecar = (spec, container, side) => compact({
  Name: side.Name,
  Image: side.Image,
  Essential: side.Essential,
  ...common(side),
  HealthCheck: side.HealthCheck && compact(side.HealthCheck),
  Cpu: side.Cpu,
  Memory: side.Memory,
  MemoryReservation: side.MemoryReservation,
  ...alike(spec, container)
});
var common = (container) => ({
  EntryPoint: container.EntryPoint,
  Command: container.Command,
  Environment: pairs(container.Environment, "Value"),
  Secrets: pairs(container.Secrets, "ValueFrom"),
  RepositoryCredentials: container.RepositoryCredentials,
  User: container.User,
  MountPoints: container.MountPoints.length === 0 ? void 0 : container.MountPoints,
  DependsOn: container.DependsOn.length === 0 ? void 0 : container.DependsOn
});
var alike = (spec, { AwsLogsConfiguration: own }) => ({
  VersionConsistency: "enabled",
  LinuxParameters: { InitProcessEnabled: true },
  StopTimeout: 30,
  // Logs wait in memory (25 MiB) when they cannot be sent; the application never waits for them.
  LogConfiguration: {
    LogDriver: "awslogs",
    Options: {
      "awslogs-group": own?.LogGroup ?? ref(logicalId(spec, "LogGroup")),
      "awslogs-region": ref("AWS::Region"),
      "awslogs-stream-prefix": own?.LogStreamPrefix ?? "ecs",
      mode: "non-blocking",
      "max-buffer-size": "25m"
    }
  }
});
var pairs = (list2, valueKey) => list2.length === 0 ? void 0 : list2.map(({ name, value }) => pair(name, valueKey, value));
function pair(name, valueKey, value) {
  if (isNoValue(value)) return value;
  if (!mayBeAbsent(value)) return { Name: name, [valueKey]: value };
  const [condition, ...branches] = branchesOf(value);
  return { "Fn::If": [condition ?? null, ...branches.map((branch) => pair(name, valueKey, branch))] };
}

// handlers/macro/resources/task-role.ts
var needsTaskRole = (spec) => spec.container !== void 0 && spec.TaskRoleArn === void 0 && (spec.EnableExecuteCommand || fileSystems(spec).length > 0);
function taskRole(spec) {
  if (!needsTaskRole(spec)) return void 0;
  const volumes = fileSystems(spec);
  return {
    Type: "AWS::IAM::Role",
    Properties: compact({
      AssumeRolePolicyDocument: tasksMayAssume(),
      Policies: [
        ...spec.EnableExecuteCommand ? [executeCommand()] : [],
        ...volumes.length > 0 ? [mountVolumes(volumes)] : []
      ],
      Tags: tagsOf(spec)
    })
  };
}
var policy2 = (PolicyName, Statement) => ({
  PolicyName,
  PolicyDocument: { Version: "2012-10-17", Statement }
});
var executeCommand = () => policy2("ExecuteCommand", [
  {
    Effect: "Allow",
    Action: ["CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"].map(
      (action) => `ssmmessages:${action}`
    ),
    Resource: "*"
  }
]);
var mountVolumes = (ids) => policy2("Volumes", [
  {
    Effect: "Allow",
    Action: ["elasticfilesystem:ClientMount", "elasticfilesystem:ClientWrite"],
    Resource: ids.map((id) => sub(arnText("elasticfilesystem", `file-system/\${Id}`), { Id: id }))
  }
]);
var fileSystems = ({ Volumes }) => Volumes.flatMap(
  ({ EFSVolumeConfiguration: efs }) => efs?.AuthorizationConfig?.IAM === "ENABLED" ? [efs.FilesystemId] : []
);

// handlers/macro/resources/task-definition.ts
function taskDefinition(spec) {
  const { container } = spec;
  if (container === void 0) return void 0;
  return {
    Type: "AWS::ECS::TaskDefinition",
    Properties: compact({
      Family: sub(`\${AWS::StackName}-${spec.id}`),
      Cpu: spec.Cpu,
      Memory: spec.Memory,
      NetworkMode: "awsvpc",
      RequiresCompatibilities: ["FARGATE"],
      RuntimePlatform: { OperatingSystemFamily: "LINUX", CpuArchitecture: spec.CpuArchitecture },
      ExecutionRoleArn: executionRoleArn(spec),
      TaskRoleArn: spec.TaskRoleArn ?? (needsTaskRole(spec) ? getAtt(logicalId(spec, "TaskRole"), "Arn") : void 0),
      ContainerDefinitions: [
        mainContainer(spec, container),
        ...spec.Sidecars.map((side) => sidecar(spec, container, side))
      ],
      Volumes: spec.Volumes.length === 0 ? void 0 : spec.Volumes.map(volume),
      Tags: tagsOf(spec)
    })
  };
}
function executionRoleArn(spec) {
  if (spec.ExecutionRoleArn !== void 0) return spec.ExecutionRoleArn;
  return needsExecutionRole(spec) ? getAtt(logicalId(spec, "ExecutionRole"), "Arn") : sharedRoleArn("execution");
}
var volume = ({ Name, EFSVolumeConfiguration: efs }) => compact({
  Name,
  EFSVolumeConfiguration: efs && compact({ ...efs, AuthorizationConfig: efs.AuthorizationConfig && compact(efs.AuthorizationConfig) })
});

// handlers/macro/resources/index.ts
var PARTS2 = [
  ["TaskDefinition", taskDefinition],
  ["LogGroup", logGroup],
  ["ExecutionRole", executionRole],
  ["TaskRole", taskRole],
  ["SecurityGroup", securityGroup],
  ["Ingress", ingress],
  ["Blue", blueTargetGroup],
  ["Green", greenTargetGroup],
  ["Gateway", gateway],
  ["Route", route],
  ["ScalableTarget", scalableTarget],
  ["ScalingPolicy", scalingPolicy],
  ["ScalingPolicyAverageCpu", additionalPolicy("AVERAGE_CPU")],
  ["ScalingPolicyAverageMemory", additionalPolicy("AVERAGE_MEMORY")],
  ["ScalingPolicyRequestCount", additionalPolicy("REQUEST_COUNT_PER_TARGET")],
  ["RollbackAlarm", rollbackAlarm]
];
function resourcesOf(spec) {
  const parts = PARTS2.flatMap(([part, make]) => {
    const resource = make(spec);
    return resource === void 0 ? [] : [[logicalId(spec, part), withAttributes(resource, spec)]];
  });
  const main = withAttributes(service(spec), spec);
  return [
    [spec.id, spec.attributes.metadata === void 0 ? main : { ...main, Metadata: spec.attributes.metadata }],
    ...parts
  ];
}
function withAttributes(resource, { attributes }) {
  const dependsOn = [.../* @__PURE__ */ new Set([...resource.DependsOn ?? [], ...attributes.dependsOn])];
  return {
    ...resource,
    ...dependsOn.length > 0 ? { DependsOn: dependsOn } : {},
    ...attributes.deletionPolicy === void 0 ? {} : { DeletionPolicy: attributes.deletionPolicy },
    ...attributes.updateReplacePolicy === void 0 ? {} : { UpdateReplacePolicy: attributes.updateReplacePolicy }
  };
}
var toJson = (resource, condition) => compact({
  Type: resource.Type,
  Condition: condition,
  DependsOn: resource.DependsOn,
  DeletionPolicy: resource.DeletionPolicy,
  UpdateReplacePolicy: resource.UpdateReplacePolicy,
  Metadata: resource.Metadata,
  Properties: resource.Properties
});

// handlers/macro/service/attributes.ts
var KNOWN = ["Type", "Properties", "DependsOn", "Condition", "DeletionPolicy", "UpdateReplacePolicy", "Metadata"];
var POLICIES = ["Delete", "Retain", "RetainExceptOnCreate"];
function readAttributes(block2, template, resolver, findings) {
  const { resource, path } = block2;
  for (const key of Object.keys(resource)) {
    if (key === "CreationPolicy" || key === "UpdatePolicy") {
      findings.add(
        at(path, key),
        "means nothing to a service, whose deployments say themselves when they are done; remove it"
      );
    } else if (!KNOWN.includes(key)) {
      findings.add(at(path, key), `is no attribute of Express::Service${didYouMean(key, KNOWN)}`);
    }
  }
  return {
    condition: readCondition(resource.Condition, at(path, "Condition"), template, findings),
    dependsOn: readDependsOn(resource.DependsOn, at(path, "DependsOn"), findings),
    deletionPolicy: readPolicy(resource.DeletionPolicy, at(path, "DeletionPolicy"), resolver, findings),
    updateReplacePolicy: readPolicy(resource.UpdateReplacePolicy, at(path, "UpdateReplacePolicy"), resolver, findings),
    metadata: resource.Metadata
  };
}
function readCondition(given, path, template, findings) {
  if (given === void 0) return void 0;
  if (typeof given !== "string") {
    findings.add(path, `must be the name of a condition, not ${typeName(given)}`);
    return void 0;
  }
  if (member(template.Conditions, given) === void 0) {
    const names = Object.keys(typeof template.Conditions === "object" ? template.Conditions ?? {} : {});
    findings.add(path, `the template has no condition ${given}${didYouMean(given, names)}`);
  }
  return given;
}
function readDependsOn(given, path, findings) {
  const items = given === void 0 ? [] : Array.isArray(given) ? given : [given];
  const ids = items.filter((item) => typeof item === "string");
  if (ids.length < items.length) findings.add(path, "must be a logical id or a list of logical ids");
  return ids;
}
function readPolicy(given, path, resolver, findings) {
  if (given === void 0) return void 0;
  const result = resolver.resolve(given);
  if (!result.known) {
    findings.add(path, `decides what is generated, so it must be known when the macro runs, but ${result.why}`);
    return void 0;
  }
  const policy3 = POLICIES.find((known2) => known2 === result.value);
  if (policy3 === void 0 && result.value !== void 0) {
    const snapshot = result.value === "Snapshot" ? "; nothing of a service can be kept as a snapshot" : "";
    findings.add(path, `must be one of ${POLICIES.join(", ")}${snapshot}`);
  }
  return policy3;
}

// handlers/macro/service/properties/container.ts
var NAME = {
  kind: "name",
  pattern: /^[A-Za-z0-9_-]{1,255}$/,
  form: "at most 255 letters, digits, hyphens and underscores"
};
var CONTAINER_HEALTH = {
  kind: "struct",
  properties: {
    Command: {
      kind: "list",
      description: "The command, after CMD (run as it is) or CMD-SHELL (run by the shell of the image).",
      required: true,
      least: 1,
      of: { kind: "text", description: "A word of the command." }
    },
    // Ranges of HealthCheck in the ECS API.
    Interval: { kind: "integer", description: "Seconds between two checks.", minimum: 5, maximum: 300 },
    Timeout: { kind: "integer", description: "Seconds until a check has failed.", minimum: 2, maximum: 120 },
    Retries: { kind: "integer", description: "Failures until it is unhealthy.", minimum: 1, maximum: 10 },
    StartPeriod: { kind: "integer", description: "Seconds in which failures do not count.", minimum: 0, maximum: 300 }
  }
};
var ANY_CONTAINER = {
  EntryPoint: {
    kind: "list",
    description: "The entry point of the container instead of the image's.",
    of: { kind: "text", description: "A word of the entry point." }
  },
  Command: {
    kind: "list",
    description: "The command that the container runs instead of its own.",
    of: { kind: "text", description: "A word of the command." }
  },
  Environment: {
    kind: "pairs",
    description: "Environment variables: a map, or a list of Name and Value.",
    value: "Value",
    default: []
  },
  Secrets: {
    kind: "pairs",
    description: "Environment variables from Secrets Manager or Parameter Store: a map from name to ARN, or a list of Name and ValueFrom.",
    value: "ValueFrom",
    default: []
  },
  RepositoryCredentials: {
    kind: "struct",
    description: "How to sign in to a private registry.",
    properties: {
      CredentialsParameter: {
        kind: "text",
        description: "The ARN of the secret that holds the user name and password.",
        required: true
      }
    }
  },
  User: { kind: "text", description: "The user that the container runs as." },
  MountPoints: {
    kind: "list",
    description: "Where the container sees the volumes of the task.",
    known: true,
    default: [],
    of: {
      kind: "struct",
      description: "A volume in the container.",
      properties: {
        SourceVolume: { ...NAME, description: "The name of the volume, as in Volumes.", required: true },
        ContainerPath: { kind: "text", description: "The path in the container.", required: true },
        ReadOnly: { kind: "flag", description: "Keeps the container from writing to it.", default: false }
      }
    }
  },
  DependsOn: {
    kind: "list",
    description: "Containers of the task that this one waits for.",
    known: true,
    default: [],
    of: {
      kind: "struct",
      description: "A container to wait for.",
      properties: {
        ContainerName: { ...NAME, description: "The name of the container.", required: true },
        Condition: {
          kind: "choice",
          description: "What it must have come to.",
          values: ["START", "HEALTHY", "COMPLETE", "SUCCESS"],
          default: "START"
        }
      }
    }
  }
};
var IMAGE = {
  kind: "text",
  description: "The container image, with its registry unless that is Docker Hub.",
  pattern: /^\S+$/,
  form: "the name of an image, such as public.ecr.aws/nginx/nginx:latest",
  required: true
};
var CONTAINER = {
  Image: IMAGE,
  ContainerPort: {
    kind: "integer",
    description: "The port that the container listens on.",
    minimum: 1,
    maximum: 65535,
    default: 80
  },
  ...ANY_CONTAINER,
  AwsLogsConfiguration: {
    kind: "struct",
    description: "A log group of your own; without it the service makes one.",
    properties: {
      LogGroup: { kind: "text", description: "The name of the log group.", required: true },
      LogStreamPrefix: { kind: "text", description: "The first part of every log stream name.", default: "ecs" }
    }
  },
  ContainerHealthCheck: {
    ...CONTAINER_HEALTH,
    description: "A command in the container that tells whether it is healthy, besides the load balancer's check."
  }
};
var SIDECARS = {
  kind: "list",
  description: "Containers that run beside the primary one in every task.",
  known: true,
  // A task definition has ten containers at most.
  most: 9,
  default: [],
  of: {
    kind: "struct",
    description: "A container beside the primary one.",
    properties: {
      Name: { ...NAME, description: "The name of the container.", required: true },
      Image: IMAGE,
      Essential: { kind: "flag", description: "Whether the task ends with the container.", default: true },
      ...ANY_CONTAINER,
      HealthCheck: { ...CONTAINER_HEALTH, description: "A command that tells whether the container is healthy." },
      Cpu: { kind: "integer", description: "CPU units kept for the container.", minimum: 0, maximum: 16384 },
      Memory: { kind: "integer", description: "MiB at which the container is ended.", minimum: 6, maximum: 122880 },
      MemoryReservation: { kind: "integer", description: "MiB kept for it.", minimum: 6, maximum: 122880 }
    }
  }
};

// handlers/macro/service/properties/overrides.ts
var OVERRIDE = {
  kind: "struct",
  description: "What is merged into this resource.",
  properties: {
    Properties: {
      kind: "object",
      description: "Merged into its properties: objects member by member, lists of named items by name, anything else is replaced; AWS::NoValue takes a property away."
    },
    DeletionPolicy: {
      kind: "choice",
      description: "What its deletion does.",
      values: ["Delete", "Retain", "RetainExceptOnCreate"]
    },
    UpdateReplacePolicy: { kind: "choice", description: "What its replacement does.", values: ["Delete", "Retain"] },
    DependsOn: {
      kind: "list",
      description: "Resources of the template that it waits for besides.",
      known: true,
      of: { kind: "name", description: "A logical id.", pattern: /^[A-Za-z0-9]{1,255}$/, form: "a logical id" }
    },
    Metadata: { kind: "object", description: "Merged into its metadata." }
  }
};
var PROPERTIES = Object.fromEntries(["Service", ...PARTS].map((part) => [part, OVERRIDE]));
var OVERRIDES = {
  Overrides: {
    kind: "struct",
    description: "Changes to the resources that are made for the service, by what comes after its logical id.",
    default: {},
    properties: PROPERTIES
  }
};

// handlers/macro/service/properties/scaling.ts
var MIN = { kind: "integer", description: "The fewest tasks.", minimum: 0, maximum: 5e3 };
var MAX = { kind: "integer", description: "The most tasks.", minimum: 1, maximum: 5e3 };
var METRIC = {
  kind: "choice",
  description: "What is held near the target value.",
  values: ["AVERAGE_CPU", "AVERAGE_MEMORY", "REQUEST_COUNT_PER_TARGET"]
};
var TARGET_VALUE = {
  kind: "number",
  description: "The target value: percent, or requests per task and minute.",
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER
};
var SCALING = {
  ScalingTarget: {
    kind: "struct",
    description: "How many tasks run, and what decides it.",
    default: {},
    properties: {
      MinTaskCount: { ...MIN, default: 1 },
      MaxTaskCount: { ...MAX, default: 20 },
      AutoScalingMetric: { ...METRIC, default: "AVERAGE_CPU" },
      AutoScalingTargetValue: { ...TARGET_VALUE, default: 60 },
      AdditionalMetrics: {
        kind: "list",
        description: "More metrics to follow: as many tasks run as the most demanding one asks for.",
        known: true,
        most: 2,
        default: [],
        of: {
          kind: "struct",
          description: "A metric and its target.",
          properties: {
            AutoScalingMetric: { ...METRIC, required: true },
            AutoScalingTargetValue: { ...TARGET_VALUE, required: true }
          }
        }
      },
      ScheduledActions: {
        kind: "list",
        description: "Other limits from a certain time on.",
        known: true,
        // Quota of Application Auto Scaling.
        most: 200,
        default: [],
        of: {
          kind: "struct",
          description: "Limits from a time on; what is left out stays.",
          properties: {
            ScheduledActionName: {
              kind: "name",
              description: "Its name.",
              required: true,
              pattern: /^[^:/|]{1,256}$/,
              form: 'at most 256 characters, none of them ":", "/" or "|"'
            },
            Schedule: {
              kind: "text",
              description: "When: at(yyyy-mm-ddThh:mm:ss), rate(5 minutes) or cron(0 8 * * ? *).",
              required: true,
              pattern: /^(at|rate|cron)\(.+\)$/,
              form: "at(\u2026), rate(\u2026) or cron(\u2026), such as cron(0 8 ? * MON-FRI *)"
            },
            Timezone: { kind: "text", description: "The time zone, such as Europe/Vienna; without it UTC." },
            StartTime: { kind: "text", description: "Not before this time (UTC, 2030-01-31T08:00:00Z)." },
            EndTime: { kind: "text", description: "Not after this time." },
            MinTaskCount: MIN,
            MaxTaskCount: MAX
          }
        }
      }
    }
  }
};

// handlers/macro/service/properties/task.ts
var roleArn = {
  kind: "text",
  pattern: /^arn:[^:]+:iam::\d{12}:role\/.+$/,
  form: "the ARN of an IAM role, such as arn:aws:iam::123456789012:role/name",
  settled: true
};
var RETENTIONS = [
  1,
  3,
  5,
  7,
  14,
  30,
  60,
  90,
  120,
  150,
  180,
  365,
  400,
  545,
  731,
  1096,
  1827,
  2192,
  2557,
  2922,
  3288,
  3653
];
var TASK = {
  Cpu: { kind: "text", description: "CPU units of a task (1024 are one vCPU).", default: "256" },
  Memory: { kind: "text", description: "Memory of a task in MiB.", default: "512" },
  CpuArchitecture: {
    kind: "text",
    description: "The processor that the image is built for.",
    values: ["X86_64", "ARM64"],
    default: "X86_64"
  },
  TaskRoleArn: { ...roleArn, description: "The role that the application itself acts in." },
  ExecutionRoleArn: {
    ...roleArn,
    description: "The role that pulls the image, reads secrets and writes logs; the installation has one to share."
  },
  InfrastructureRoleArn: {
    ...roleArn,
    description: "The role in which ECS moves traffic from one version to the next; the installation has one to share."
  },
  TaskDefinitionArn: {
    kind: "text",
    description: "A task definition of your own with a container named Main; it takes the place of everything that describes a task.",
    pattern: /^(arn:[^:]+:ecs:[^:]+:\d{12}:task-definition\/)?[A-Za-z0-9_-]{1,255}(:\d+)?$/,
    form: "the ARN of a task definition, or its family and revision",
    settled: true
  }
};
var TASK_BEYOND = {
  LogRetentionInDays: {
    kind: "integer",
    description: "How long the service's own log group keeps its logs; without it for ever.",
    minimum: 1,
    maximum: 3653,
    values: RETENTIONS
  },
  EnableExecuteCommand: {
    kind: "flag",
    description: "Lets ECS Exec run commands in the containers.",
    default: false
  },
  CapacityProviderStrategy: {
    kind: "list",
    description: "Where tasks run: on FARGATE, on FARGATE_SPOT, or on both.",
    known: true,
    least: 1,
    most: 2,
    of: {
      kind: "struct",
      description: "One kind of capacity.",
      properties: {
        CapacityProvider: {
          kind: "choice",
          description: "The capacity provider.",
          required: true,
          values: ["FARGATE", "FARGATE_SPOT"]
        },
        Base: { kind: "integer", description: "Tasks that run there before any other.", minimum: 0, maximum: 1e5 },
        Weight: { kind: "integer", description: "Its share of the other tasks.", minimum: 0, maximum: 1e3 }
      }
    }
  },
  Volumes: {
    kind: "list",
    description: "Volumes of the task: file systems in EFS, or, without one, space that its containers share.",
    known: true,
    default: [],
    of: {
      kind: "struct",
      description: "A volume.",
      properties: {
        Name: { ...NAME, description: "The name that MountPoints refer to.", required: true },
        EFSVolumeConfiguration: {
          kind: "struct",
          description: "The file system.",
          properties: {
            FilesystemId: { kind: "text", description: "The id of the file system.", required: true },
            RootDirectory: { kind: "text", description: "The directory that is mounted; without it the root." },
            TransitEncryption: {
              kind: "choice",
              description: "Whether data is encrypted on its way.",
              values: ["ENABLED", "DISABLED"],
              default: "ENABLED"
            },
            TransitEncryptionPort: {
              kind: "integer",
              description: "The port for it.",
              minimum: 0,
              maximum: 65535
            },
            AuthorizationConfig: {
              kind: "struct",
              description: "Who may mount it.",
              properties: {
                AccessPointId: { kind: "text", description: "The access point to mount through." },
                IAM: {
                  kind: "choice",
                  description: "Whether the task role's rights count; without a TaskRoleArn the service makes a role.",
                  values: ["ENABLED", "DISABLED"],
                  default: "DISABLED"
                }
              }
            }
          }
        }
      }
    }
  }
};

// handlers/macro/service/properties/traffic.ts
var MOST_CONDITION_VALUES = 5;
var PATH = {
  kind: "text",
  pattern: /^\/\S{0,1023}$/,
  form: 'a path that begins with "/" and has at most 1,024 characters'
};
var TRAFFIC = {
  HealthCheckPath: {
    ...PATH,
    description: "The path that answers 200 when a task is healthy.",
    default: "/"
  },
  NetworkConfiguration: {
    kind: "struct",
    description: "Where the tasks run; without it the default VPC's public subnets.",
    properties: {
      Subnets: {
        kind: "list",
        description: "Subnets in at least two Availability Zones. Public ones make the service public.",
        of: { kind: "text", description: "The id of a subnet." }
      },
      SecurityGroups: {
        kind: "list",
        description: "Security groups of the tasks, besides the service's own.",
        of: { kind: "text", description: "The id of a security group." },
        // A task's network interface has room for five, and one is the service's own.
        most: 4
      }
    }
  }
};
var TRAFFIC_BEYOND = {
  HealthCheck: {
    kind: "struct",
    description: "The load balancer's health check.",
    default: {},
    // Ranges of CreateTargetGroup for HTTP.
    properties: {
      Path: { ...PATH, description: "The path that is asked, the same as HealthCheckPath." },
      IntervalSeconds: { kind: "integer", description: "Between two checks.", minimum: 5, maximum: 300, default: 30 },
      TimeoutSeconds: { kind: "integer", description: "Until a check fails.", minimum: 2, maximum: 120, default: 5 },
      HealthyThresholdCount: {
        kind: "integer",
        description: "Successes until a task gets requests.",
        minimum: 2,
        maximum: 10,
        default: 5
      },
      UnhealthyThresholdCount: {
        kind: "integer",
        description: "Failures until a task gets none.",
        minimum: 2,
        maximum: 10,
        default: 2
      },
      Matcher: {
        kind: "text",
        description: "The status codes of a healthy task.",
        pattern: /^[2-4]\d\d(-[2-4]\d\d)?(,[2-4]\d\d(-[2-4]\d\d)?)*$/,
        form: "status codes between 200 and 499, such as 200, 200,204 or 200-299",
        default: "200"
      },
      GracePeriodSeconds: {
        kind: "integer",
        description: "After its start a task is not replaced for failed checks so long.",
        minimum: 0,
        maximum: 2147483647,
        default: 300
      }
    }
  },
  StickySessions: {
    kind: "struct",
    description: "Keeps each visitor with one task, by a cookie.",
    properties: {
      DurationSeconds: {
        kind: "integer",
        description: "How long the cookie holds, at most a week.",
        minimum: 1,
        maximum: 604800,
        default: 86400
      },
      CookieName: {
        kind: "text",
        description: "A cookie of the application to go by, instead of the load balancer's own.",
        settled: true,
        pattern: /^(?!AWSALB)[!#$%&'*+.^_`|~A-Za-z0-9-]{1,256}$/,
        form: "the name of a cookie that does not begin with AWSALB"
      }
    }
  },
  Hosts: {
    kind: "list",
    description: 'Host names that the service answers to; "*" stands for any letters.',
    most: MOST_CONDITION_VALUES,
    of: {
      kind: "text",
      description: "A host name.",
      pattern: /^[A-Za-z0-9.*?-]{1,128}$/,
      form: 'a host name of at most 128 letters, digits, dots and hyphens, "*" and "?"'
    }
  },
  Paths: {
    kind: "list",
    description: 'Paths that the service answers to; "*" stands for any letters. They reach it as they are.',
    most: MOST_CONDITION_VALUES,
    of: {
      kind: "text",
      description: "A path.",
      pattern: /^[/*][A-Za-z0-9_\-.$/~"'@:+&*?]{0,127}$/,
      form: `a path that begins with "/" and has at most 128 letters, digits and _-.$/~"'@:+&*?`
    }
  },
  AllowedCidrs: {
    kind: "list",
    description: "Source addresses that may reach the service; without it all.",
    most: MOST_CONDITION_VALUES,
    of: {
      kind: "text",
      description: "A range of addresses.",
      pattern: /^(\d{1,3}(\.\d{1,3}){3}\/\d{1,2}|[0-9A-Fa-f:]+\/\d{1,3})$/,
      form: "a range of IPv4 or IPv6 addresses, such as 203.0.113.0/24"
    }
  },
  Priority: {
    kind: "integer",
    description: "The priority of the listener rule; without it the lowest that is free.",
    minimum: 1,
    maximum: 5e4
  },
  Gateway: {
    kind: "struct",
    description: "Which of the shared load balancers the service joins.",
    default: {},
    properties: {
      Name: {
        kind: "text",
        description: "The pool of load balancers; services with one name, VPC and scheme share.",
        pattern: /^[A-Za-z0-9][A-Za-z0-9-]{0,63}$/,
        form: "at most 64 letters, digits and hyphens, and begin with a letter or digit"
      },
      Scheme: {
        kind: "text",
        description: "Who can reach the service; without it the subnets tell.",
        values: ["internet-facing", "internal"]
      },
      Refresh: { kind: "text", description: "Any text; a new one has the load balancer looked at again." }
    }
  }
};

// handlers/macro/service/block.ts
var IDENTITY = {
  ServiceName: {
    kind: "text",
    description: "The name of the ECS service; without it one that lets the service move between load balancers.",
    pattern: /^[A-Za-z0-9_-]{1,255}$/,
    form: "at most 255 letters, digits, hyphens and underscores"
  },
  Cluster: {
    kind: "text",
    description: 'The name or ARN of the cluster; without it the shared cluster "default".',
    pattern: /^(arn:[^:]+:ecs:[^:]+:\d{12}:cluster\/)?[A-Za-z0-9_-]{1,255}$/,
    form: "the name of a cluster (at most 255 letters, digits, hyphens and underscores) or its ARN"
  },
  Tags: {
    kind: "list",
    description: "Tags of everything that is made for the service.",
    known: true,
    // ELBv2 and ECS take 50; the mark that ECS manages a target group is one of them.
    most: 49,
    default: [],
    of: {
      kind: "struct",
      description: "A tag.",
      properties: {
        Key: {
          kind: "text",
          description: "The key of the tag.",
          required: true,
          pattern: /^(?!aws:)[\p{L}\p{Z}\p{N}_.:/=+\-@]{1,128}$/u,
          form: '1 to 128 letters, digits, spaces and _.:/=+-@, and not begin with "aws:"'
        },
        Value: {
          kind: "text",
          description: "The value of the tag.",
          required: true,
          pattern: /^[\p{L}\p{Z}\p{N}_.:/=+\-@]{0,256}$/u,
          form: "at most 256 letters, digits, spaces and _.:/=+-@"
        }
      }
    }
  }
};
var SERVICE = {
  ...TASK,
  ...TRAFFIC,
  ...SCALING,
  ...IDENTITY,
  ...TASK_BEYOND,
  ...TRAFFIC_BEYOND,
  Sidecars: SIDECARS,
  ...DEPLOYMENT,
  ...OVERRIDES
};
var BLOCK = {
  ...CONTAINER,
  PrimaryContainer: { kind: "struct", description: "The container that answers requests.", properties: CONTAINER },
  ...SERVICE
};

// handlers/macro/service/literals.ts
var checkLiteral = (schema, value) => {
  if (typeof value === "string" && value.includes("{{resolve:")) return { value };
  return schema.kind === "text" ? checkText(schema, value) : checkQuantity(schema, value);
};
function checkText({ values, pattern, form = "of another form" }, value) {
  if (!isScalar(value)) return { wrong: `must be a string, not ${typeName(value)}` };
  const text = String(value);
  if (values !== void 0 && !values.includes(text)) return { wrong: notOneOf(values, text) };
  if (pattern !== void 0 && !pattern.test(text)) return { wrong: `is ${quote(text)} but must be ${form}` };
  return { value: text };
}
function checkQuantity({ kind, minimum, maximum, values, step }, value) {
  const number = typeof value === "string" && /^\s*-?\d+(\.\d+)?\s*$/.test(value) ? Number(value) : value;
  const wanted = kind === "integer" ? "a whole number" : "a number";
  if (typeof number !== "number" || kind === "integer" && !Number.isInteger(number)) {
    return { wrong: `is ${isScalar(value) ? quote(String(value)) : typeName(value)} but must be ${wanted}` };
  }
  if (values !== void 0 && !values.includes(number)) {
    return { wrong: `is ${number} but must be one of ${values.join(", ")}` };
  }
  if (step !== void 0 && Math.abs(number / step - Math.round(number / step)) > 1e-6) {
    return { wrong: `is ${number} but must be a multiple of ${step}` };
  }
  if (number >= minimum && number <= maximum) return { value: number };
  const range = maximum === Number.MAX_SAFE_INTEGER ? `of at least ${minimum}` : `between ${minimum} and ${maximum}`;
  return { wrong: `is ${number} but must be ${wanted} ${range}` };
}
var notOneOf = (values, text) => `is ${quote(text)} but must be one of ${values.join(", ")}${didYouMean(text, values)}`;
var quote = (text) => `"${text.length > 80 ? `${text.slice(0, 80)}\u2026` : text}"`;

// handlers/macro/service/fargate.ts
var SIZES = [
  { cpu: 256, memory: [512, 1024, 2048] },
  { cpu: 512, memory: steps2(1024, 4096, 1024) },
  { cpu: 1024, memory: steps2(2048, 8192, 1024) },
  { cpu: 2048, memory: steps2(4096, 16384, 1024) },
  { cpu: 4096, memory: steps2(8192, 30720, 1024) },
  { cpu: 8192, memory: steps2(16384, 61440, 4096) },
  { cpu: 16384, memory: steps2(32768, 122880, 8192) }
];
function steps2(first, last, by) {
  return Array.from({ length: (last - first) / by + 1 }, (_, index) => first + index * by);
}
function cpuUnits(text) {
  const [, amount, unit] = /^\s*(\d*\.?\d+)\s*(vcpu)?\s*$/i.exec(text) ?? [];
  return amount === void 0 ? void 0 : Number(amount) * (unit === void 0 ? 1 : 1024);
}
function memoryMebibytes(text) {
  const [, amount, unit] = /^\s*(\d*\.?\d+)\s*(gb)?\s*$/i.exec(text) ?? [];
  return amount === void 0 ? void 0 : Number(amount) * (unit === void 0 ? 1 : 1024);
}
var list = (values) => values.length <= 4 ? values.join(", ") : `${values[0]} to ${values.at(-1)} in steps of ${(values[1] ?? 0) - (values[0] ?? 0)}`;
function sizeErrors(cpu, memory) {
  const errors = {};
  const units = cpu === void 0 ? void 0 : cpuUnits(cpu);
  const size = SIZES.find((candidate) => candidate.cpu === units);
  if (cpu !== void 0 && size === void 0) {
    errors.Cpu = `is ${quote(cpu)} but Fargate has ${SIZES.map((known2) => known2.cpu).join(", ")} CPU units`;
  }
  if (memory === void 0) return errors;
  const mebibytes = memoryMebibytes(memory);
  if (mebibytes === void 0) {
    errors.Memory = `is ${quote(memory)} but must be a number of MiB, or of GB with that unit`;
  } else if (size !== void 0 && !size.memory.includes(mebibytes)) {
    const fits = SIZES.filter((other2) => other2.memory.includes(mebibytes)).map((other2) => other2.cpu);
    const other = fits.length === 0 ? "" : `; or take Cpu ${fits.join(", ")} with ${mebibytes} MiB`;
    errors.Memory = `is ${mebibytes} MiB, but with Cpu ${size.cpu} Fargate takes ${list(size.memory)} MiB${other}`;
  }
  return errors;
}

// handlers/macro/service/checks/context.ts
function knownText(value, { resolver }) {
  const result = value === void 0 ? void 0 : resolver.resolve(value);
  if (result?.known !== true || !isScalar(result.value)) return void 0;
  const text = String(result.value);
  return text.includes("{{resolve:") ? void 0 : text;
}
var knownNumber = (value, context) => Number(knownText(value, context) ?? Number.NaN);

// handlers/macro/service/checks/containers.ts
function checkContainers(draft, path, context) {
  const containers = containersOf(draft, path);
  checkNames(draft, path, context);
  for (const one of containers) {
    checkVariables(one, context);
    checkMounts(one, draft, context);
    checkDependencies(one, containers, context);
    checkHealthCommand(one, context);
  }
  checkVolumes(draft, path, context);
  if (containers.length > 0 && circular(containers)) {
    context.findings.add(at(path, "Sidecars"), "wait for each other in a circle; take one DependsOn away");
  }
}
function containersOf({ container, Sidecars = [] }, path) {
  const sidecars = Sidecars.map(
    (sidecar2, index) => ({
      name: sidecar2.Name,
      path: at(at(path, "Sidecars"), index),
      essential: sidecar2.Essential,
      healthCheck: sidecar2.HealthCheck,
      healthPath: at(at(at(path, "Sidecars"), index), "HealthCheck"),
      container: sidecar2
    })
  );
  if (container === void 0) return sidecars;
  const { ContainerHealthCheck: healthCheck } = container;
  const healthPath = at(path, "ContainerHealthCheck");
  return [{ name: CONTAINER_NAME, path, essential: true, healthCheck, healthPath, container }, ...sidecars];
}
function checkNames({ Sidecars = [] }, path, { findings }) {
  const seen = /* @__PURE__ */ new Set([CONTAINER_NAME]);
  for (const [index, { Name }] of Sidecars.entries()) {
    const owner = Name === CONTAINER_NAME ? "the primary container has" : "another sidecar has";
    if (seen.has(Name)) findings.add(at(at(at(path, "Sidecars"), index), "Name"), `is "${Name}", a name that ${owner}`);
    seen.add(Name);
  }
}
function checkVariables({ container: { Environment = [], Secrets = [] } }, { findings }) {
  const names = new Set(Environment.map((variable) => variable.name));
  for (const secret of Secrets) {
    if (names.has(secret.name)) {
      findings.add(secret.path, `${secret.name} is given both in Secrets and in Environment; keep one of them`);
    }
  }
}
function checkMounts({ container, path }, { Volumes = [] }, { findings }) {
  const names = Volumes.map((volume2) => volume2.Name);
  for (const { SourceVolume } of container.MountPoints ?? []) {
    if (!names.includes(SourceVolume)) {
      const message = `mounts ${SourceVolume}, but Volumes has none of that name${didYouMean(SourceVolume, names)}`;
      findings.add(at(path, "MountPoints"), message);
    }
  }
}
function checkDependencies(one, containers, { findings }) {
  for (const { ContainerName, Condition } of one.container.DependsOn ?? []) {
    const where = at(one.path, "DependsOn");
    const other = containers.find((candidate) => candidate.name === ContainerName && candidate !== one);
    if (other === void 0) {
      const names = containers.filter((candidate) => candidate !== one).map((candidate) => candidate.name);
      const message = `waits for ${ContainerName}, but the task has no other container of that name`;
      findings.add(where, `${message}${didYouMean(ContainerName, names)}`);
    } else if (Condition === "HEALTHY" && other.healthCheck === void 0) {
      findings.add(where, `waits until ${ContainerName} is HEALTHY, but that one has no health check`);
    } else if ((Condition === "COMPLETE" || Condition === "SUCCESS") && other.essential) {
      findings.add(
        where,
        `waits for ${Condition} of ${ContainerName}, but that one is essential: the task ends with it; set its Essential to false`
      );
    }
  }
}
function checkHealthCommand({ healthCheck, healthPath }, context) {
  const command = healthCheck?.Command;
  const first = Array.isArray(command) ? knownText(command[0], context) : void 0;
  if (first !== void 0 && !["CMD", "CMD-SHELL", "NONE"].includes(first)) {
    context.findings.add(
      at(healthPath, "Command"),
      `begins with "${first}", but must begin with CMD (run as it is), CMD-SHELL (run by a shell) or NONE`
    );
  }
}
function checkVolumes({ Volumes = [] }, path, context) {
  const seen = /* @__PURE__ */ new Set();
  for (const [index, { Name, EFSVolumeConfiguration: efs }] of Volumes.entries()) {
    const where = at(at(path, "Volumes"), index);
    if (seen.has(Name)) context.findings.add(at(where, "Name"), `is "${Name}", a name that another volume has`);
    seen.add(Name);
    const { AccessPointId, IAM } = efs?.AuthorizationConfig ?? {};
    if (efs?.TransitEncryption === "DISABLED" && (AccessPointId !== void 0 || IAM === "ENABLED")) {
      context.findings.add(
        at(at(where, "EFSVolumeConfiguration"), "TransitEncryption"),
        "is DISABLED, but EFS wants it ENABLED with an access point or IAM"
      );
    }
    const root = knownText(efs?.RootDirectory, context);
    if (AccessPointId !== void 0 && root !== void 0 && root !== "/") {
      context.findings.add(
        at(at(where, "EFSVolumeConfiguration"), "RootDirectory"),
        'must be "/" or left out with an access point, which has a root of its own'
      );
    }
  }
}
function circular(containers) {
  const next = (name) => (containers.find((one) => one.name === name)?.container.DependsOn ?? []).map((item) => item.ContainerName);
  return containers.some(({ name }) => {
    const seen = new Set(next(name));
    for (const other of seen) for (const further of next(other)) seen.add(further);
    return seen.has(name);
  });
}

// handlers/macro/service/checks/deployment.ts
var ONLY_FOR = {
  CanaryConfiguration: ["CANARY"],
  LinearConfiguration: ["LINEAR"],
  BakeTimeInMinutes: ["CANARY", "LINEAR", "BLUE_GREEN"],
  LifecycleHooks: ["CANARY", "LINEAR", "BLUE_GREEN"]
};
function checkDeployment({ Deployment, StickySessions }, path, context) {
  if (Deployment === void 0) return;
  const where = at(path, "Deployment");
  const { Strategy, Rollback } = Deployment;
  for (const [name, strategies] of Object.entries(ONLY_FOR)) {
    const value = Deployment[name];
    const given = value !== void 0 && !(Array.isArray(value) && value.length === 0);
    if (Strategy !== void 0 && given && !strategies.includes(Strategy)) {
      context.findings.add(
        at(where, name),
        `means nothing with Strategy ${Strategy}, only with ${strategies.join(", ")}`
      );
    }
  }
  const [least, most] = [Deployment.MinimumHealthyPercent, Deployment.MaximumPercent].map(
    (value) => knownNumber(value, context)
  );
  if (least === 100 && most === 100) {
    context.findings.add(
      at(where, "MaximumPercent"),
      "is 100 like MinimumHealthyPercent, which leaves no room for a new task; raise it or lower the other"
    );
  }
  if (Rollback?.OwnAlarm === false && (Rollback.Include4xx || Rollback.MinimumRequests !== void 0)) {
    context.findings.add(
      at(at(where, "Rollback"), "OwnAlarm"),
      "is false, so Include4xx and MinimumRequests mean nothing; remove them"
    );
  }
  if (StickySessions !== void 0 && (Strategy === "CANARY" || Strategy === "LINEAR")) {
    context.warnings.add(
      at(path, "StickySessions"),
      `holds a visitor to a task, but a ${Strategy} deployment divides requests, not visitors: while it runs, a visitor can meet both versions in turn; with Strategy BLUE_GREEN all move at once`
    );
  }
}

// handlers/macro/service/checks/scaling.ts
function checkScaling(scaling, path, context) {
  if (scaling === void 0) return;
  const { AutoScalingMetric, AutoScalingTargetValue, AdditionalMetrics = [], ScheduledActions = [] } = scaling;
  checkOrder(scaling, path, context);
  checkTarget({ AutoScalingMetric, AutoScalingTargetValue }, path, context);
  const metrics = /* @__PURE__ */ new Set([AutoScalingMetric]);
  for (const [index, metric] of AdditionalMetrics.entries()) {
    const where = at(at(path, "AdditionalMetrics"), index);
    checkTarget(metric, where, context);
    if (metrics.has(metric.AutoScalingMetric)) {
      context.findings.add(at(where, "AutoScalingMetric"), `is ${metric.AutoScalingMetric}, which is followed already`);
    }
    metrics.add(metric.AutoScalingMetric);
  }
  const names = /* @__PURE__ */ new Set();
  for (const [index, action] of ScheduledActions.entries()) {
    const where = at(at(path, "ScheduledActions"), index);
    checkOrder(action, where, context);
    if (action.MinTaskCount === void 0 && action.MaxTaskCount === void 0) {
      context.findings.add(where, "changes nothing; give MinTaskCount, MaxTaskCount or both");
    }
    if (names.has(action.ScheduledActionName)) {
      context.findings.add(at(where, "ScheduledActionName"), "is the name of another action");
    }
    names.add(action.ScheduledActionName);
  }
}
function checkOrder({ MinTaskCount, MaxTaskCount }, path, context) {
  const [least, most] = [knownNumber(MinTaskCount, context), knownNumber(MaxTaskCount, context)];
  if (least > most) {
    context.findings.add(at(path, "MinTaskCount"), `is ${least}, more than MaxTaskCount, which is ${most}`);
  }
}
function checkTarget({ AutoScalingMetric, AutoScalingTargetValue }, path, context) {
  const target = knownNumber(AutoScalingTargetValue, context);
  if (AutoScalingMetric !== void 0 && AutoScalingMetric !== "REQUEST_COUNT_PER_TARGET" && target > 100) {
    context.findings.add(
      at(path, "AutoScalingTargetValue"),
      `is ${target}, but ${AutoScalingMetric} is a percentage up to 100`
    );
  }
}

// handlers/macro/service/checks/service.ts
function checkService(draft, path, context) {
  checkContainers(draft, path, context);
  checkSize(draft, path, context);
  checkScaling(draft.ScalingTarget, at(path, "ScalingTarget"), context);
  checkCapacity(draft, path, context);
  checkConditions(draft, path, context);
  checkHealthCheck(draft.HealthCheck, at(path, "HealthCheck"), context);
  checkDeployment(draft, path, context);
  if (draft.LogRetentionInDays !== void 0 && draft.container?.AwsLogsConfiguration !== void 0) {
    context.findings.add(
      at(path, "LogRetentionInDays"),
      "means nothing with AwsLogsConfiguration, whose log group has its own retention; remove one of them"
    );
  }
}
function checkSize({ Cpu, Memory }, path, context) {
  const errors = sizeErrors(knownText(Cpu, context), knownText(Memory, context));
  for (const [name, message] of Object.entries(errors)) context.findings.add(at(path, name), message);
}
function checkCapacity({ CapacityProviderStrategy: strategy }, path, context) {
  if (strategy === void 0) return;
  const where = at(path, "CapacityProviderStrategy");
  const providers = strategy.map((item) => item.CapacityProvider);
  if (new Set(providers).size < providers.length) context.findings.add(where, "names a capacity provider twice");
  const known2 = (value) => value === void 0 ? "0" : knownText(value, context);
  if (strategy.filter((item) => Number(known2(item.Base) ?? 0) > 0).length > 1) {
    context.findings.add(where, "has more than one Base above 0, and ECS takes one");
  }
  if (strategy.every((item) => known2(item.Weight) === "0")) {
    context.findings.add(where, "has no Weight above 0, and ECS wants one");
  }
}
function checkConditions({ Hosts, Paths, AllowedCidrs }, path, { findings }) {
  const count = (values) => Array.isArray(values) ? values.length : values ? 1 : 0;
  const paths = Hosts === void 0 && Paths === void 0 ? 2 : count(Paths);
  const all = count(Hosts) + paths + count(AllowedCidrs);
  if (all > MOST_CONDITION_VALUES) {
    findings.add(
      path,
      `Hosts, Paths (two when neither is given) and AllowedCidrs are ${all} values, but a listener rule takes ${MOST_CONDITION_VALUES}`
    );
  }
}
function checkHealthCheck(check, path, context) {
  const [interval, timeout] = [check?.IntervalSeconds, check?.TimeoutSeconds].map(
    (value) => knownNumber(value, context)
  );
  if (interval !== void 0 && timeout !== void 0 && timeout >= interval) {
    context.findings.add(
      at(path, "TimeoutSeconds"),
      `is ${timeout}, but must be less than IntervalSeconds, which is ${interval}`
    );
  }
}

// handlers/macro/service/pairs.ts
function readPairs(reader, { value: valueKey }, given, path) {
  const pairs2 = [];
  const add = (name, value, where) => {
    const text = reader.scalar({ kind: "text", description: "" }, value, where);
    if (pairs2.some((pair2) => pair2.name === name)) reader.fail(where, `${name} is given more than once`);
    if (name === "") reader.fail(where, "has an empty name");
    if (name.startsWith("Fn::")) {
      reader.fail(where, `${name} beside other variables: a function stands alone, and loops come after this macro`);
    }
    if (text !== void 0) pairs2.push({ name, value: isObject(text) ? text : String(text), path: where });
  };
  if (isObject(given)) {
    for (const [name, value] of Object.entries(given)) if (!isNoValue(value)) add(name, value, at(path, name));
    return pairs2;
  }
  if (!Array.isArray(given)) {
    return reader.fail(path, `must be a map or a list of Name and ${valueKey}, not ${typeName(given)}`);
  }
  for (const [index, item] of given.entries()) {
    if (isNoValue(item)) continue;
    reader.chosen(item, at(path, index), (pair2, where) => {
      if (!isObject(pair2)) return reader.fail(where, `must be an object with Name and ${valueKey}`);
      readPair(reader, valueKey, pair2, where, add);
      return void 0;
    });
  }
  return pairs2;
}
function readPair(reader, key, pair2, path, add) {
  reader.unknown(["Name", key], pair2, path);
  const value = pair2[key];
  if (value === void 0) reader.fail(at(path, key), "is missing");
  const name = reader.known(pair2.Name ?? null, at(path, "Name"));
  if (name === void 0) return;
  if (!isScalar(name.value)) reader.fail(at(path, "Name"), "is missing; it is the name of the variable");
  else if (value !== void 0 && !isNoValue(value)) add(String(name.value), value, at(path, key));
}

// handlers/macro/service/reader.ts
var Reader = class {
  #resolver;
  #findings;
  constructor(resolver, findings) {
    this.#resolver = resolver;
    this.#findings = findings;
  }
  /** The members that a schema names, wherever each of them stands; those that do not fit are missing from the answer. */
  members(properties, place) {
    return this.#members(properties, place);
  }
  /** An object, once it is settled that it is one and which; undefined when it is absent or no object. */
  object(given, path) {
    const found = this.chosen(given, path, (value2, where2) => [value2, where2]);
    if (!Array.isArray(found)) return void 0;
    const [value, where] = found;
    if (isObject(value) && typeof where === "string") return { value, path: where };
    return this.fail(typeof where === "string" ? where : path, `must be an object, not ${typeName(value)}`);
  }
  /** What a value comes to here and now; undefined, and noted, when that cannot be known. */
  known(given, path) {
    const result = this.#resolver.resolve(given);
    return result.known ? { value: result.value } : this.undecided(path, result.why);
  }
  /** Whether nothing is there, or nothing will be. */
  absent(given) {
    if (given === void 0) return true;
    const result = this.#resolver.resolve(given);
    return result.known && result.value === void 0;
  }
  /** Notes every member whose name is none of those that exist. */
  unknown(names, object, path) {
    for (const key of Object.keys(object)) {
      if (!names.includes(key)) this.unknownProperty(key, names, path);
    }
  }
  #members(properties, place) {
    const read = Object.entries(properties).map(([name, schema]) => {
      const { given, path } = place(name);
      return [name, this.#property(schema, given, path)];
    });
    return compact(Object.fromEntries(read));
  }
  #struct(schema, given, path) {
    const object = this.object(given, path);
    if (object === void 0) return void 0;
    this.unknown(Object.keys(schema.properties), object.value, object.path);
    return this.#members(schema.properties, placesIn(object.value, object.path));
  }
  #property(schema, given, path) {
    const before = this.#findings.list.length;
    const read = given === void 0 || isNoValue(given) ? void 0 : this.#read(schema, given, path);
    if (read !== void 0 || this.#findings.list.length > before) return read;
    if (schema.default !== void 0) return this.#read(schema, copyDefault(schema.default), path);
    if (schema.required) this.#findings.add(path, `is missing: ${lowerFirst(schema.description)}`);
    return void 0;
  }
  #read(schema, given, path) {
    const name = functionOf(given);
    if (name !== void 0 && !FUNCTIONS.some((known2) => known2 === name)) {
      return this.fail(path, `${name} is no function of CloudFormation${didYouMean(name, FUNCTIONS)}`);
    }
    switch (schema.kind) {
      case "text":
      case "integer":
      case "number":
        return this.scalar(schema, given, path);
      case "choice":
        return this.#choice(schema, given, path);
      case "flag":
        return this.#flag(given, path);
      case "list":
        return this.#list(schema, given, path);
      case "pairs":
        return this.chosen(given, path, (value, where) => readPairs(this, schema, value, where));
      case "struct":
        return this.#struct(schema, given, path);
      case "name":
        return this.#name(schema, given, path);
      case "object":
        return this.object(given, path)?.value;
      case "json":
        return given;
    }
  }
  /**
   * A single value. A function passes through; what it comes to is checked where that can be known, and an absent
   * branch of an `Fn::If` gets the default that an absent property would have.
   */
  scalar(schema, given, path) {
    if (!isIntrinsic(given)) return this.#literal(schema, given, path);
    if (functionOf(given) === "Fn::If") {
      if (mustSettle(schema) && mayBeAbsent(given)) {
        return this.#settled(schema, given, path, (branch, where) => this.scalar(schema, branch, where));
      }
      return this.#branches(schema, given, path, (branch, where) => this.scalar(schema, branch, where));
    }
    const result = this.#resolver.resolve(given);
    if (result.known && result.value !== void 0 && this.#literal(schema, result.value, path) === void 0) {
      return void 0;
    }
    return given;
  }
  /** What may be absent by an `Fn::If` must be known to be there or not. */
  #settled(schema, given, path, read) {
    const taken = this.#resolver.branch(given);
    if (taken === void 0) return this.fail(path, MALFORMED_IF);
    if (!taken.known && schema.required) {
      return this.fail(path, `is required, so no branch of its Fn::If can be AWS::NoValue while ${taken.why}`);
    }
    if (!taken.known) return this.undecided(path, taken.why);
    return isNoValue(taken.value) ? void 0 : read(taken.value, at(at(path, "Fn::If"), taken.index));
  }
  #branches(schema, given, path, read) {
    const args = given["Fn::If"];
    if (!Array.isArray(args) || args.length !== 3 || typeof args[0] !== "string") {
      return this.fail(path, MALFORMED_IF);
    }
    const fallback = schema.default === void 0 ? { Ref: "AWS::NoValue" } : copyDefault(schema.default);
    const [whenTrue, whenFalse] = [1, 2].map((index) => {
      const branch = args[index] ?? null;
      return isNoValue(branch) ? fallback : read(branch, at(at(path, "Fn::If"), index));
    });
    return whenTrue === void 0 || whenFalse === void 0 ? void 0 : { "Fn::If": [args[0], whenTrue, whenFalse] };
  }
  #literal(schema, value, path) {
    const checked = checkLiteral(schema, value);
    return "wrong" in checked ? this.fail(path, checked.wrong) : checked.value;
  }
  #name({ pattern, form }, given, path) {
    const result = this.#resolver.resolve(given);
    if (!result.known) return this.undecided(path, result.why);
    if (result.value === void 0) return void 0;
    if (!isScalar(result.value)) return this.fail(path, `must be a string, not ${typeName(result.value)}`);
    const text = String(result.value);
    return pattern.test(text) ? text : this.fail(path, `is ${quote(text)} but must be ${form}`);
  }
  #choice({ values }, given, path) {
    const result = this.#resolver.resolve(given);
    if (!result.known) return this.undecided(path, result.why);
    if (result.value === void 0) return void 0;
    if (typeof result.value === "string" && values.includes(result.value)) return result.value;
    if (!isScalar(result.value)) return this.fail(path, `must be one of ${values.join(", ")}`);
    return this.fail(path, notOneOf(values, String(result.value)));
  }
  #flag(given, path) {
    const result = this.#resolver.resolve(given);
    if (!result.known) return this.undecided(path, result.why);
    if (result.value === void 0) return void 0;
    if (result.value === true || result.value === "true") return true;
    if (result.value === false || result.value === "false") return false;
    return this.fail(path, "must be true or false");
  }
  #list(schema, given, path) {
    if (schema.known) return this.chosen(given, path, (value, where) => this.#items(schema, value, where));
    if (!isIntrinsic(given)) return this.#items(schema, given, path);
    if (functionOf(given) === "Fn::If") {
      const read = (branch, where) => this.#list(schema, branch, where);
      return mustSettle(schema) && mayBeAbsent(given) ? this.#settled(schema, given, path, read) : this.#branches(schema, given, path, read);
    }
    const name = functionOf(given) ?? "";
    if (GIVES_TEXT.includes(name)) {
      return this.fail(path, `must be a list, but ${name} gives a text; make a list of that with Fn::Split`);
    }
    const result = this.#resolver.resolve(given);
    if (!result.known || result.value === void 0) return given;
    const items = this.#items(schema, result.value, path);
    return items?.every((item) => item === "") ? [] : items && given;
  }
  #items({ of, least = 0, most }, given, path) {
    if (!Array.isArray(given)) return this.fail(path, `must be a list, not ${typeName(given)}`);
    const present = [...given.entries()].filter(([, item]) => !isNoValue(item));
    if (most !== void 0 && present.length > most) {
      return this.fail(path, `has ${present.length} items, and at most ${most} are possible`);
    }
    if (present.length < least) {
      return this.fail(path, `has ${present.length} items, and at least ${least} must be there`);
    }
    const before = this.#findings.list.length;
    const items = present.map(([index, item]) => this.#read(of, item, at(path, index)));
    return this.#findings.list.length > before ? void 0 : items.filter((item) => item !== void 0);
  }
  /** Takes the branch of an `Fn::If` around a list or an object; any other function must come to one here and now. */
  chosen(given, path, read) {
    const taken = this.#resolver.branch(given);
    if (taken !== void 0) {
      if (!taken.known) return this.undecided(path, taken.why);
      if (isNoValue(taken.value)) return void 0;
      return this.chosen(taken.value, at(at(path, "Fn::If"), taken.index), read);
    }
    if (!isIntrinsic(given)) return read(given, path);
    const result = this.#resolver.resolve(given);
    if (!result.known) return this.undecided(path, result.why);
    return result.value === void 0 ? void 0 : read(result.value, path);
  }
  unknownProperty(key, names, path) {
    const known2 = nearest(key, names) === void 0 ? `; the properties here are ${names.join(", ")}` : "";
    this.#findings.add(at(path, key), `is not a property of Express::Service${didYouMean(key, names)}${known2}`);
  }
  undecided(path, why) {
    return this.fail(path, `decides what is generated, so it must be known when the macro runs, but ${why}`);
  }
  fail(path, message) {
    this.#findings.add(path, message);
    return void 0;
  }
};
var GIVES_TEXT = ["Fn::Sub", "Fn::Join", "Fn::ImportValue", "Fn::Base64", "Fn::ToJsonString"];
var MALFORMED_IF = "Fn::If wants a list of three: the name of a condition and two values";
var mustSettle = (schema) => schema.required === true || schema.kind === "text" && schema.settled === true;
var placesIn = (object, path) => (name) => ({ given: member(object, name), path: at(path, name) });
var copyDefault = (value) => isObject(value) ? mapValues(value, (item) => item) : isScalar(value) ? value : [];
var lowerFirst = (text) => text.charAt(0).toLowerCase() + text.slice(1).replace(/\.$/, "");

// handlers/macro/service/secret-source.ts
var ARN_SEGMENTS = 7;
var SecretSources = class {
  #resolver;
  #types;
  /** @param types resource types of the template by logical id: what a `Ref` gives depends on them */
  constructor(resolver, types) {
    this.#resolver = resolver;
    this.#types = types;
  }
  /** Everything that must be readable for all of the values, each ARN once. */
  of(values) {
    const sources = values.map((value) => this.#source(value));
    return {
      secrets: unique(sources.flatMap((source) => source.secrets)),
      parameters: unique(sources.flatMap((source) => source.parameters))
    };
  }
  #source(value) {
    if (isNoValue(value)) return { secrets: [], parameters: [] };
    if (typeof value === "string") return fromText(value);
    const name = functionOf(value) ?? "";
    const args = isObject(value) ? value[name] ?? null : null;
    if (name === "Fn::If" && Array.isArray(args)) {
      const [condition = null, whenTrue = null, whenFalse = null] = args;
      return conditional(condition, this.#source(whenTrue), this.#source(whenFalse));
    }
    const parsed = name === "Fn::Sub" ? subArguments(args) : void 0;
    if (parsed !== void 0) return this.#fromSub(parsed.text, parsed.variables);
    if (name === "Ref" && typeof args === "string" && Object.hasOwn(this.#types, args)) {
      if (this.#types[args] === "AWS::SSM::Parameter") return parameterNamed(value);
      if (this.#types[args]?.startsWith("AWS::SecretsManager::")) return { secrets: [value], parameters: [] };
    }
    return this.#looked(value);
  }
  /** What a value comes to tells its kind; the function stays in place, unless the ARN has to be cut. */
  #looked(value) {
    const result = this.#resolver.resolve(value);
    if (!result.known || typeof result.value !== "string") return { secrets: [value], parameters: [value] };
    const [arn, , service2, ...rest] = result.value.split(":");
    if (arn !== "arn") return parameterNamed(value);
    if (service2 !== "secretsmanager") return { secrets: [], parameters: [value] };
    return rest.length > ARN_SEGMENTS - 3 ? fromText(result.value) : { secrets: [value], parameters: [] };
  }
  /** A text with variables: the ARN written out, or a variable that holds it, perhaps with a JSON key behind. */
  #fromSub(text, variables) {
    const segments = arnSegments(subParts(text));
    const [first = []] = segments;
    const [holder] = first;
    if (first.length === 1 && holder !== void 0 && "variable" in holder) {
      const { variable } = holder;
      return this.#source(
        (Object.hasOwn(variables, variable) ? variables[variable] : void 0) ?? valueOfVariable(variable)
      );
    }
    const whole = (parts) => {
      const used = parts.flat().flatMap((part) => "variable" in part ? [part.variable] : []);
      const own = Object.entries(variables).filter(([name]) => used.includes(name));
      return sub(parts.map(subText).join(":"), own.length > 0 ? Object.fromEntries(own) : void 0);
    };
    if (subText(first) !== "arn") return parameterNamed(whole(segments));
    return subText(segments[2] ?? []) === "secretsmanager" ? { secrets: [whole(segments.slice(0, ARN_SEGMENTS))], parameters: [] } : { secrets: [], parameters: [whole(segments)] };
  }
};
function fromText(text) {
  const [arn, , service2] = text.split(":");
  if (arn !== "arn") return parameterNamed(text);
  return service2 === "secretsmanager" ? { secrets: [text.split(":").slice(0, ARN_SEGMENTS).join(":")], parameters: [] } : { secrets: [], parameters: [text] };
}
function conditional(condition, whenTrue, whenFalse) {
  const [left = [], right = []] = [whenTrue, whenFalse].map(
    ({ secrets, parameters }) => unique([...secrets, ...parameters])
  );
  const pairs2 = Array.from(
    { length: Math.max(left.length, right.length) },
    (_, index) => ({
      "Fn::If": [condition, left[index] ?? left[0] ?? nothing(), right[index] ?? right[0] ?? nothing()]
    })
  );
  const used = (kind) => whenTrue[kind].length + whenFalse[kind].length > 0;
  return { secrets: used("secrets") ? pairs2 : [], parameters: used("parameters") ? pairs2 : [] };
}
var nothing = () => sub(arnText("secretsmanager", "secret:none"));
function parameterNamed(name) {
  const prefix = arnText("ssm", "parameter");
  if (typeof name === "string") return { secrets: [], parameters: [sub(`${prefix}/${name.replace(/^\//, "")}`)] };
  const both = [`${prefix}/\${Name}`, `${prefix}\${Name}`].map((text) => sub(text, { Name: name }));
  return { secrets: [], parameters: both };
}
function arnSegments(parts) {
  const segments = [[]];
  for (const part of parts) {
    const [first = "", ...more] = "text" in part ? part.text.split(":") : [];
    segments.at(-1)?.push("text" in part ? { text: first } : part);
    segments.push(...more.map((text) => [{ text }]));
  }
  return segments.map((segment) => segment.filter((part) => !("text" in part) || part.text !== ""));
}
function valueOfVariable(variable) {
  const dot = variable.indexOf(".");
  return dot < 0 ? ref(variable) : getAtt(variable.slice(0, dot), variable.slice(dot + 1));
}
function unique(values) {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}

// handlers/macro/service/task-definition.ts
var EXCLUSIVE = [
  "PrimaryContainer",
  ...Object.keys(CONTAINER).filter((name) => name !== "ContainerPort"),
  "Cpu",
  "Memory",
  "CpuArchitecture",
  "TaskRoleArn",
  "ExecutionRoleArn",
  "LogRetentionInDays",
  "Sidecars",
  "Volumes"
];
function refuseExclusive(reader, properties, path) {
  for (const name of EXCLUSIVE) {
    if (!reader.absent(member(properties, name))) {
      reader.fail(at(path, name), "cannot be given with TaskDefinitionArn, whose task definition settles it");
    }
  }
}
function portOfDefinition(arn, wanted, template, path, { resolver, findings }) {
  const id = functionOf(arn) === "Ref" ? textOf(member(arn, "Ref")) : "";
  const definition = member(template.Resources, id);
  if (member(definition, "Type") !== "AWS::ECS::TaskDefinition") return void 0;
  const containers = member(member(definition, "Properties"), "ContainerDefinitions");
  if (!Array.isArray(containers)) return void 0;
  const named = containers.map((container) => {
    const name = resolver.resolve(member(container, "Name") ?? null);
    return [container, name.known ? textOf(name.value) : void 0];
  });
  const main = named.find(([, name]) => name === CONTAINER_NAME)?.[0];
  if (main === void 0) {
    if (named.every(([, name]) => name !== void 0)) {
      findings.add(path, `${id} has no container named ${CONTAINER_NAME}, the one that answers requests`);
    }
    return void 0;
  }
  const mappings = member(main, "PortMappings") ?? [];
  if (!Array.isArray(mappings)) return void 0;
  const ports = mappings.map((mapping) => member(mapping, "ContainerPort") ?? null);
  const same = (port2) => JSON.stringify(literal(port2)) === JSON.stringify(literal(wanted ?? null));
  if (wanted !== void 0) {
    const literals = [...ports, wanted].every((port2) => functionOf(port2) === void 0);
    if (literals && !ports.some(same)) {
      findings.add(path, `container ${CONTAINER_NAME} of ${id} maps no port ${textOf(wanted)}`);
    }
    return wanted;
  }
  const [port] = ports;
  if (ports.length === 1 && (typeof port === "number" || functionOf(port) !== void 0)) return port;
  if (ports.length === 1 && typeof port === "string") return Number(port);
  const message = `container ${CONTAINER_NAME} of ${id} maps ${ports.length} ports; name the one to use in ContainerPort`;
  findings.add(path, ports.length === 0 ? `container ${CONTAINER_NAME} of ${id} maps no port, and needs one` : message);
  return void 0;
}
var literal = (port) => typeof port === "string" ? Number(port) : port;

// handlers/macro/service/read.ts
function readService(context) {
  const { block: block2, template, resolver, findings } = context;
  const before = findings.list.length;
  const attributes = readAttributes(block2, template, resolver, findings);
  if (!/^[A-Za-z0-9]{1,120}$/.test(block2.id)) {
    findings.add(block2.path, "a logical id must be at most 120 letters and digits, so that others can be made of it");
  }
  const reader = new Reader(resolver, findings);
  const path = at(block2.path, "Properties");
  const found = reader.object(block2.resource.Properties ?? {}, path);
  if (found === void 0 && findings.list.length > before) return void 0;
  const properties = found ?? { value: {}, path };
  reader.unknown(Object.keys(BLOCK), properties.value, properties.path);
  const task = readTask(reader, properties.value, properties.path, context);
  const service2 = reader.members(SERVICE, placesIn(properties.value, properties.path));
  checkService({ ...service2, container: task.container }, properties.path, context);
  const healthCheckPath = readHealthCheckPath(reader, properties.value, properties.path, service2);
  if (findings.list.length > before) return void 0;
  const complete = { ...service2, ...task, ...healthCheckPath };
  const readable = readableBy(complete, new SecretSources(resolver, resourceTypes(template)));
  return { ...complete, ...normalSize(complete), id: block2.id, attributes, readable };
}
function readTask(reader, properties, path, context) {
  const { findings, template } = context;
  const before = findings.list.length;
  const { TaskDefinitionArn } = SERVICE;
  const { TaskDefinitionArn: arn } = reader.members({ TaskDefinitionArn }, placesIn(properties, path));
  if (arn === void 0 && findings.list.length === before) {
    const container = readContainer(reader, properties, path, findings);
    return { container, port: container.ContainerPort };
  }
  refuseExclusive(reader, properties, path);
  const { default: usual, ...ContainerPort } = CONTAINER.ContainerPort;
  const { ContainerPort: wanted } = reader.members({ ContainerPort }, placesIn(properties, path));
  if (arn === void 0) return { container: void 0, port: wanted };
  const port = portOfDefinition(arn, wanted, template, at(path, "TaskDefinitionArn"), context);
  return { container: void 0, port: port ?? wanted ?? usual };
}
function readHealthCheckPath(reader, properties, path, { HealthCheck }) {
  if (HealthCheck?.Path === void 0) return {};
  if (!reader.absent(member(properties, "HealthCheckPath"))) {
    reader.fail(at(path, "HealthCheckPath"), "is given twice, here and as HealthCheck.Path; keep one of them");
  }
  return { HealthCheckPath: HealthCheck.Path };
}
function readableBy({ container, Sidecars }, sources) {
  const containers = [...container === void 0 ? [] : [container], ...Sidecars];
  return sources.of(
    containers.flatMap(({ Secrets, RepositoryCredentials: login }) => [
      ...Secrets.map((secret) => secret.value),
      ...login === void 0 ? [] : [login.CredentialsParameter]
    ])
  );
}
function readContainer(reader, properties, path, findings) {
  const primaryPath = at(path, "PrimaryContainer");
  const given = properties.PrimaryContainer;
  const before = findings.list.length;
  const primary = given === void 0 || reader.absent(given) ? void 0 : reader.object(given, primaryPath);
  const malformed = findings.list.length > before;
  if (primary !== void 0) reader.unknown(Object.keys(CONTAINER), primary.value, primary.path);
  const place = (name) => {
    const above = placesIn(properties, path)(name);
    const inside = primary === void 0 ? void 0 : placesIn(primary.value, primary.path)(name);
    if (inside !== void 0 && !reader.absent(above.given) && !reader.absent(inside.given)) {
      findings.add(above.path, `is given twice, here and as PrimaryContainer.${name}; keep one of them`);
    }
    return inside === void 0 || !reader.absent(above.given) ? above : inside;
  };
  const { Image, ...others } = CONTAINER;
  return reader.members(malformed && properties.Image === void 0 ? others : { Image, ...others }, place);
}
function normalSize({ Cpu, Memory }) {
  return {
    Cpu: typeof Cpu === "string" ? String(cpuUnits(Cpu) ?? Cpu) : Cpu,
    Memory: typeof Memory === "string" ? String(memoryMebibytes(Memory) ?? Memory) : Memory
  };
}
function resourceTypes(template) {
  const types = Object.entries(isObject(template.Resources) ? template.Resources : {}).map(([id, resource]) => {
    const type = member(resource, "Type");
    return [id, typeof type === "string" ? type : ""];
  });
  return Object.fromEntries(types);
}

// handlers/macro/service/stand-in.ts
function standIn(id) {
  return readService({
    block: { id, path: "", resource: { Properties: { Image: "image" } } },
    template: {},
    resolver: new Resolver({ template: {}, parameters: {}, region: "", accountId: "", partition: "" }),
    findings: new Findings(),
    warnings: new Findings()
  });
}

// handlers/macro/references/graph.ts
var DependencyGraph = class {
  #edges = /* @__PURE__ */ new Map();
  /** @param owners blocks by the logical ids that are made of them: to wait for a part is to wait for the block */
  constructor(resources, owners) {
    for (const [id, resource] of Object.entries(resources)) {
      const names = namesIn(resource);
      const dependsOn = member(resource, "DependsOn") ?? [];
      for (const name of Array.isArray(dependsOn) ? dependsOn : [dependsOn]) names.add(textOf(name));
      this.#edges.set(id, new Set([...names].map((name) => owners.get(name) ?? name)));
    }
  }
  /** Makes one resource wait for another, unless that one waits for it already; tells whether it did. */
  add(from, to) {
    if (this.#reaches(to, from)) return false;
    this.#edges.set(from, (this.#edges.get(from) ?? /* @__PURE__ */ new Set()).add(to));
    return true;
  }
  #reaches(from, to) {
    const seen = /* @__PURE__ */ new Set([from]);
    for (const id of seen) {
      if (id === to) return true;
      for (const next of this.#edges.get(id) ?? []) seen.add(next);
    }
    return false;
  }
};
function namesIn(value, names = /* @__PURE__ */ new Set()) {
  if (isIntrinsic(value)) {
    const target = value.Ref ?? getAttArguments(value["Fn::GetAtt"])?.logicalId;
    if (typeof target === "string") names.add(target);
    const parsed = subArguments(value["Fn::Sub"]);
    for (const part of subParts(parsed?.text ?? "")) {
      if ("variable" in part && !Object.hasOwn(parsed?.variables ?? {}, part.variable)) {
        names.add(part.variable.split(".")[0] ?? "");
      }
    }
  }
  const items = Array.isArray(value) ? value : isObject(value) ? Object.values(value) : [];
  for (const item of items) namesIn(item, names);
  return names;
}

// handlers/macro/references/network.ts
var NETWORK_TYPES = [
  "AWS::EC2::Route",
  "AWS::EC2::SubnetRouteTableAssociation",
  "AWS::EC2::VPCGatewayAttachment",
  "AWS::EC2::NatGateway"
];
var FILE_SYSTEM_TYPES = ["AWS::EFS::MountTarget"];
function networkEdges(resources, specs, owners) {
  const graph = new DependencyGraph(resources, owners);
  const ofTypes = (types) => Object.entries(resources).filter(([, resource]) => types.includes(typeOf(resource)));
  const [network, mountTargets] = [ofTypes(NETWORK_TYPES), ofTypes(FILE_SYSTEM_TYPES)];
  return new Map(
    specs.map((spec) => {
      const free = (candidates) => candidates.filter(([id]) => graph.add(spec.id, id));
      const routes = spec.NetworkConfiguration?.Subnets === void 0 ? [] : free(network);
      const mounts = spec.Volumes.some((volume2) => volume2.EFSVolumeConfiguration) ? free(mountTargets) : [];
      const condition = spec.attributes.condition;
      return [spec.id, { gateway: edges(routes, condition), service: edges([...routes, ...mounts], condition) }];
    })
  );
}
function edges(resources, own) {
  const found = { dependsOn: [], guarded: [] };
  for (const [id, resource] of resources) {
    const condition = isObject(resource) ? resource.Condition : void 0;
    if (condition === void 0 || condition === own) found.dependsOn.push(id);
    else found.guarded.push({ "Fn::If": [condition, ref(id), ref("AWS::NoValue")] });
  }
  return found;
}
function typeOf(resource) {
  const type = member(resource, "Type");
  return typeof type === "string" ? type : "";
}

// handlers/macro/template/assemble.ts
function assemble(resources, services, references) {
  const byId = new Map(services.map((service2) => [service2.spec.id, service2]));
  const owners = new Map(
    services.flatMap(({ spec, resources: parts }) => parts.map(([id]) => [id, spec.id]))
  );
  const edges2 = networkEdges(
    resources,
    services.map(({ spec }) => spec),
    owners
  );
  const assembled = Object.entries(resources).flatMap(([id, resource]) => {
    const service2 = byId.get(id);
    if (service2 === void 0) return [[id, resource]];
    const { condition } = service2.spec.attributes;
    return service2.resources.map(([partId, part]) => {
      const complete = toJson(afterNetwork(partId, part, service2.spec, edges2.get(id)), condition);
      return [partId, references.resource(complete, at("Resources", partId))];
    });
  });
  return Object.fromEntries(assembled);
}
function afterNetwork(id, resource, spec, both) {
  const edges2 = id === spec.id ? both?.service : id === logicalId(spec, "Gateway") ? both?.gateway : void 0;
  if (edges2 === void 0) return resource;
  const dependsOn = [.../* @__PURE__ */ new Set([...resource.DependsOn ?? [], ...edges2.dependsOn])];
  const metadata = isObject(resource.Metadata) ? resource.Metadata : {};
  return {
    ...resource,
    ...dependsOn.length > 0 ? { DependsOn: dependsOn } : {},
    ...edges2.guarded.length > 0 ? { Metadata: { ...metadata, ExpressDependsOn: edges2.guarded } } : {}
  };
}

// handlers/macro/template/limits.ts
var MOST_RESOURCES = 500;
var MOST_BYTES = 1e6;
function checkLogicalIds(blocks, template, findings) {
  const owners = /* @__PURE__ */ new Map();
  for (const { id: block2, makes } of blocks) {
    for (const id of makes) {
      if (id === block2) continue;
      const owner = owners.get(id);
      const taken = member(template.Resources, id) !== void 0 && "the template has a resource" || member(template.Parameters, id) !== void 0 && "the template has a parameter" || owner !== void 0 && `${owner} makes one`;
      if (taken) {
        findings.add(
          at("Resources", block2),
          `makes a resource named ${id}, but ${taken} of that name; rename one of them`
        );
      }
      owners.set(id, block2);
    }
  }
}
function checkLimits(template, blocks, findings) {
  const resources = isObject(template.Resources) ? Object.keys(template.Resources).length : 0;
  if (resources > MOST_RESOURCES) {
    findings.add(
      "Resources",
      `${blocks} services make this a template of ${resources} resources, and CloudFormation takes ${MOST_RESOURCES}; divide it into several stacks`
    );
  }
  const bytes = utf8Length(JSON.stringify(template));
  if (bytes > MOST_BYTES) {
    findings.add(
      "",
      `the processed template has ${bytes} bytes, and CloudFormation takes ${MOST_BYTES}; divide it into several stacks`
    );
  }
}
var utf8Length = (text) => new TextEncoder().encode(text).length;

// handlers/macro/template/shape.ts
var BLOCK_TYPE = "Express::Service";
var DEEPEST = 200;
function readTemplate(fragment, findings) {
  if (!isObject(fragment)) {
    findings.add("", `a template must be an object with Resources, not ${typeName(fragment)}`);
    return void 0;
  }
  if (depth(fragment) > DEEPEST) {
    findings.add("", `is nested more than ${DEEPEST} levels deep`);
    return void 0;
  }
  const resources = member(fragment, "Resources");
  if (resources === void 0) findings.add("Resources", "is missing; a template needs at least one resource");
  else if (!isObject(resources)) findings.add("Resources", `must be an object, not ${typeName(resources)}`);
  else return { template: fragment, resources };
  return void 0;
}
function findBlocks(resources, findings) {
  const blocks = [];
  for (const [id, resource] of Object.entries(resources)) {
    const path = at("Resources", id);
    if (id.startsWith("Fn::ForEach")) {
      if (holdsBlock(resource)) {
        findings.add(
          path,
          `holds an ${BLOCK_TYPE}, but loops are expanded only after this macro has run; write each service as a resource of its own`
        );
      }
      continue;
    }
    if (id.startsWith("Fn::") || member(resource, "Fn::Transform") !== void 0) continue;
    if (!isObject(resource)) {
      findings.add(path, `must be an object with Type and Properties, not ${typeName(resource)}`);
      continue;
    }
    const type = member(resource, "Type");
    if (typeof type !== "string") findings.add(path, `has no Type, which must be a string such as ${BLOCK_TYPE}`);
    else if (type === BLOCK_TYPE) blocks.push({ id, path, resource });
    else if (type.startsWith("Express::")) {
      findings.add(at(path, "Type"), `${type} is no type of this macro${didYouMean(type, [BLOCK_TYPE])}`);
    }
  }
  return blocks;
}
function holdsBlock(value) {
  if (Array.isArray(value)) return value.some(holdsBlock);
  if (!isObject(value)) return false;
  return value.Type === BLOCK_TYPE || Object.values(value).some(holdsBlock);
}

// handlers/macro/template/transform.ts
var MACRO_NAME = "Express";
function withoutTransform(template) {
  const transform = member(template, "Transform");
  const { Transform: _, ...rest } = template;
  if (transform === MACRO_NAME) return rest;
  if (!Array.isArray(transform) || !transform.includes(MACRO_NAME)) return template;
  const left = transform.filter((name) => name !== MACRO_NAME);
  return left.length === 0 ? rest : { ...rest, Transform: left };
}

// handlers/macro/expand.ts
function expand(input) {
  const findings = new Findings();
  const read = readTemplate(input.fragment, findings);
  if (read === void 0) return { ok: false, findings: findings.list };
  const { template, resources } = read;
  const blocks = findBlocks(resources, findings);
  if (blocks.length === 0 && !findings.any) {
    return { ok: true, template: withoutTransform(template), blocks: 0, warnings: [] };
  }
  const resolver = new Resolver({
    template,
    parameters: isObject(input.templateParameterValues) ? input.templateParameterValues : {},
    region: input.region,
    accountId: input.accountId,
    partition: input.partition ?? partitionOf(input.region)
  });
  const warnings = new Findings();
  const specs = [];
  const unreadable = [];
  for (const block2 of blocks) {
    const spec = readService({ block: block2, template, resolver, findings, warnings });
    if (spec !== void 0) specs.push(spec);
    else unreadable.push(...[standIn(block2.id)].filter((one) => one !== void 0));
  }
  const references = new References([...specs, ...unreadable], resolver, findings);
  const rewritten = references.template(template);
  const services = specs.map((spec) => ({ spec, resources: applyOverrides(spec, resourcesOf(spec), findings) }));
  checkLogicalIds(
    [
      ...services.map(({ spec, resources: resources2 }) => ({ id: spec.id, makes: resources2.map(([id]) => id) })),
      ...unreadable.map(certain)
    ],
    template,
    findings
  );
  if (findings.any) return { ok: false, findings: findings.list };
  const processed = {
    ...withoutTransform(rewritten),
    Resources: assemble(isObject(rewritten.Resources) ? rewritten.Resources : {}, services, references)
  };
  checkLimits(processed, blocks.length, findings);
  if (findings.any) return { ok: false, findings: findings.list };
  return { ok: true, template: processed, blocks: blocks.length, warnings: warnings.list };
}
var certain = (spec) => ({ id: spec.id, makes: CERTAIN_PARTS.map((part) => logicalId(spec, part)) });
function partitionOf(region) {
  if (region.startsWith("cn-")) return "aws-cn";
  return region.startsWith("us-gov-") ? "aws-us-gov" : "aws";
}

// scripts/bench/macro/warm.ts
var WARMING = 50;
var RUNS2 = 200;
function warm(counts) {
  const rows = counts.map((count) => {
    const milliseconds = measure(count);
    const bytes = JSON.stringify(expanded(count)).length;
    return [count, milliseconds.toFixed(2), (milliseconds / count).toFixed(3), (bytes / 1e3).toFixed(0)];
  });
  return table(["services", "ms", "ms per service", "kB of template"], rows);
}
function measure(count) {
  const event = eventOf(count);
  const run = () => {
    const start = import_node_perf_hooks2.performance.now();
    const { ok } = expand(event);
    const time = import_node_perf_hooks2.performance.now() - start;
    if (!ok) throw new Error(`${count} services do not expand`);
    return time;
  };
  for (let index = 0; index < WARMING; index++) run();
  return median(Array.from({ length: RUNS2 }, run));
}
function expanded(count) {
  const result = expand(eventOf(count));
  return result.ok ? result.template : result.findings;
}

// scripts/bench/macro.ts
var DEFAULT_BUNDLE = "dist/macro.js";
console.log("Expansion in a warm process, median:\n");
console.log(warm([1, 10, 40]));
console.log("\nThe bundle, median:\n");
console.log(cold((0, import_node_path.resolve)(process.argv[2] ?? DEFAULT_BUNDLE)));
