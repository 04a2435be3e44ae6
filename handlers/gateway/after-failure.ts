import type { ResourceRequest } from './protocol/resource';

/**
 * What to do when the cause of a failure is fixed, as the end of the sentence "fix the cause, then …", from the request alone.
 * CloudFormation does not say with a request which operation of the stack it belongs to: an Update may take another one back,
 * and a Delete may clean up. A stack in ROLLBACK_FAILED never rests, so the doctor leaves it alone.
 */
export function afterFailure({
  ResourceType,
  RequestType,
}: Pick<ResourceRequest, 'ResourceType' | 'RequestType'>): string {
  const isInstall = ResourceType === 'Custom::ExpressGuard';
  switch (RequestType) {
    case 'Create':
      return isInstall ? 'install again' : 'deploy again';
    case 'Update':
      return `${isInstall ? 'install' : 'deploy'} again; if the stack is in UPDATE_ROLLBACK_FAILED, continue its roll back before that`;
    case 'Delete':
      return isInstall
        ? 'run cfn-express uninstall again'
        : 'delete the stack if it is in DELETE_FAILED or ROLLBACK_FAILED; otherwise the doctor removes what is left when the stack rests';
  }
}
