/** One event of a custom resource, as CloudFormation sends it. */
export interface ResourceEvent {
  RequestType: 'Create' | 'Update' | 'Delete';
  RequestId: string;
  ResourceType: string;
  StackId: string;
  LogicalResourceId: string;
  ResponseURL: string;
  PhysicalResourceId?: string;
  ResourceProperties: Readonly<Record<string, unknown>>;
  OldResourceProperties?: Readonly<Record<string, unknown>>;
}
