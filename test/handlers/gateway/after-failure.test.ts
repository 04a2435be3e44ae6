import { afterFailure } from '../../../handlers/gateway/after-failure';

const CONTINUE = '; if the stack is in UPDATE_ROLLBACK_FAILED, continue its roll back before that';

test.each([
  ['Custom::ExpressGuard', 'Create', 'install again'],
  ['Custom::ExpressGuard', 'Update', `install again${CONTINUE}`],
  ['Custom::ExpressGuard', 'Delete', 'run cfn-express uninstall again'],
  ...['Custom::ExpressGateway', 'Custom::ExpressRoute', 'Custom::ExpressTraffic'].flatMap((type) => [
    [type, 'Create', 'deploy again'] as const,
    [type, 'Update', `deploy again${CONTINUE}`] as const,
    [
      type,
      'Delete',
      'delete the stack if it is in DELETE_FAILED or ROLLBACK_FAILED; otherwise the doctor removes what is left when the stack rests',
    ] as const,
  ]),
] as const)(
  'After a dropped request of a %s, a %s, the cause is fixed, and then: %s',
  (ResourceType, RequestType, then) => {
    expect(afterFailure({ ResourceType, RequestType })).toBe(then);
  },
);
