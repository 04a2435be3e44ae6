/** Scheduled actions: at their times they change the limits of a target. */
import type {
  DeleteScheduledActionRequest,
  DescribeScheduledActionsRequest,
  PutScheduledActionRequest,
  ScheduledAction,
} from '@aws-sdk/client-application-auto-scaling';
import { partitionOf } from '../../../../handlers/template-language/region';
import { type AutoScalingOperation, isMeant, notFound, pageOf, scaledService, validationException } from '../operation';
import { readSchedule } from '../schedule';

/** Makes an action, or changes what the request names of it; the times are those of the request. */
export const putScheduledAction: AutoScalingOperation<PutScheduledActionRequest> = ({ parameters, state }) => {
  const { scheduledActions } = scaledService(state, parameters);
  const { ScheduledActionName: name = '', ServiceNamespace, ResourceId, ScalableDimension } = parameters;
  const { Schedule, Timezone, ScalableTargetAction, StartTime, EndTime } = parameters;
  const before = scheduledActions.get(name);
  const { world, region } = state;
  const arn = `arn:${partitionOf(region)}:autoscaling:${region}:${world.accountId}:scheduledAction`;
  const action: ScheduledAction = {
    ScheduledActionName: name,
    ScheduledActionARN: before?.ScheduledActionARN ?? `${arn}:resource/ecs/${ResourceId}:scheduledActionName/${name}`,
    ServiceNamespace,
    ResourceId,
    ScalableDimension,
    Schedule: Schedule ?? before?.Schedule,
    Timezone: Timezone ?? before?.Timezone,
    ScalableTargetAction: ScalableTargetAction ?? before?.ScalableTargetAction,
    StartTime: dateOf(StartTime),
    EndTime: dateOf(EndTime),
    CreationTime: before?.CreationTime ?? world.now(),
  };
  if (action.Schedule === undefined) throw validationException('A new scheduled action needs a Schedule.');
  readSchedule(action);
  scheduledActions.set(name, action);
  return {};
};

/** JSON has no dates: AWS's JSON protocol writes seconds since the epoch. */
const dateOf = (value: unknown): Date | undefined => (typeof value === 'number' ? new Date(value * 1000) : undefined);

export const describeScheduledActions: AutoScalingOperation<DescribeScheduledActionsRequest> = ({
  parameters,
  state,
}) => {
  const { ScheduledActionNames: names } = parameters;
  const all = [...state.services.values()].flatMap(({ scheduledActions }) => [...scheduledActions.values()]);
  const meant = all.filter(
    (action) => isMeant(action, parameters) && (names?.includes(action.ScheduledActionName ?? '') ?? true),
  );
  const { items, NextToken } = pageOf(meant, parameters);
  return { ScheduledActions: items, NextToken };
};

export const deleteScheduledAction: AutoScalingOperation<DeleteScheduledActionRequest> = ({ parameters, state }) => {
  const { ScheduledActionName: name = '', ResourceId = '' } = parameters;
  const isGone = state.services.get(ResourceId)?.scheduledActions.delete(name) !== true;
  if (isGone) throw notFound('scheduled action found', parameters, `, scheduled action name: ${name}`);
  return {};
};
