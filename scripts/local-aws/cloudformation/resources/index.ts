/** Every emulated resource type, by its name. */

import { scalableTarget } from './application-auto-scaling/scalable-target';
import { scalingPolicy } from './application-auto-scaling/scaling-policy';
import { certificate } from './certificate-manager/certificate';
import { macro } from './cloudformation/macro';
import { waitConditionHandle } from './cloudformation/wait-condition-handle';
import { distribution } from './cloudfront/distribution';
import { alarm } from './cloudwatch/alarm';
import { table } from './dynamodb/table';
import { eip } from './ec2/eip';
import { internetGateway } from './ec2/internet-gateway';
import { natGateway } from './ec2/nat-gateway';
import { route } from './ec2/route';
import { routeTable } from './ec2/route-table';
import { securityGroup } from './ec2/security-group';
import { securityGroupRule } from './ec2/security-group-rule';
import { subnet } from './ec2/subnet';
import { subnetRouteTableAssociation } from './ec2/subnet-route-table-association';
import { vpc } from './ec2/vpc';
import { vpcGatewayAttachment } from './ec2/vpc-gateway-attachment';
import { ecsCluster } from './ecs/cluster';
import { clusterCapacityProviderAssociations } from './ecs/cluster-capacity-provider-associations';
import { ecsService } from './ecs/service';
import { taskDefinition } from './ecs/task-definition';
import { targetGroup } from './elbv2/target-group';
import { managedPolicy } from './iam/managed-policy';
import { iamPolicy } from './iam/policy';
import { iamRole } from './iam/role';
import { eventInvokeConfig } from './lambda/event-invoke-config';
import { lambdaFunction } from './lambda/function';
import { permission } from './lambda/permission';
import { logGroup } from './logs/log-group';
import type { ResourceTools, ResourceType } from './resource-type';
import { recordSet } from './route53/record-set';
import { bucket } from './s3/bucket';
import { schedule } from './scheduler/schedule';
import { parameter } from './ssm/parameter';

const makers: Readonly<Record<string, (tools: ResourceTools) => ResourceType>> = {
  'AWS::ApplicationAutoScaling::ScalableTarget': scalableTarget,
  'AWS::ApplicationAutoScaling::ScalingPolicy': scalingPolicy,
  'AWS::CertificateManager::Certificate': certificate,
  'AWS::CloudFormation::Macro': macro,
  'AWS::CloudFormation::WaitConditionHandle': waitConditionHandle,
  'AWS::CloudFront::Distribution': distribution,
  'AWS::CloudWatch::Alarm': alarm,
  'AWS::DynamoDB::Table': table,
  'AWS::EC2::EIP': eip,
  'AWS::EC2::InternetGateway': internetGateway,
  'AWS::EC2::NatGateway': natGateway,
  'AWS::EC2::Route': route,
  'AWS::EC2::RouteTable': routeTable,
  'AWS::EC2::SecurityGroup': securityGroup,
  'AWS::EC2::SecurityGroupEgress': securityGroupRule('egress'),
  'AWS::EC2::SecurityGroupIngress': securityGroupRule('ingress'),
  'AWS::EC2::Subnet': subnet,
  'AWS::EC2::SubnetRouteTableAssociation': subnetRouteTableAssociation,
  'AWS::EC2::VPC': vpc,
  'AWS::EC2::VPCGatewayAttachment': vpcGatewayAttachment,
  'AWS::ECS::Cluster': ecsCluster,
  'AWS::ECS::ClusterCapacityProviderAssociations': clusterCapacityProviderAssociations,
  'AWS::ECS::Service': ecsService,
  'AWS::ECS::TaskDefinition': taskDefinition,
  'AWS::ElasticLoadBalancingV2::TargetGroup': targetGroup,
  'AWS::IAM::ManagedPolicy': managedPolicy,
  'AWS::IAM::Policy': iamPolicy,
  'AWS::IAM::Role': iamRole,
  'AWS::Lambda::EventInvokeConfig': eventInvokeConfig,
  'AWS::Lambda::Function': lambdaFunction,
  'AWS::Lambda::Permission': permission,
  'AWS::Logs::LogGroup': logGroup,
  'AWS::Route53::RecordSet': recordSet,
  'AWS::S3::Bucket': bucket,
  'AWS::SSM::Parameter': parameter,
  'AWS::Scheduler::Schedule': schedule,
};

export const createResourceTypes = (tools: ResourceTools): ReadonlyMap<string, ResourceType> =>
  new Map(Object.entries(makers).map(([name, make]) => [name, make(tools)]));
