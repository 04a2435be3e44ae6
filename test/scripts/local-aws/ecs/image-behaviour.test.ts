import { imageBehaviour, taskBehaviour } from '../../../../scripts/local-aws/ecs/image-behaviour';

test.each([
  ['web:crash', 'crash'],
  ['public.ecr.aws/shop/web:errors', 'errors'],
  ['localhost:5000/web:unhealthy', 'unhealthy'],
  ['web:missing', 'missing'],
  ['web:crash-2', 'crash'],
  ['web:crash.2', 'crash'],
  [`web:crash@sha256:${'0'.repeat(64)}`, 'crash'],
  ['web:latest', 'good'],
  ['web', 'good'],
  ['crash', 'good'],
  ['crash:latest', 'good'],
  ['web:crashes', 'good'],
  ['crash:5000/web', 'good'],
])('the image %s is %s', (image, behaviour) => {
  expect(imageBehaviour(image)).toBe(behaviour);
});

test('a task is bad if one of its containers is bad', () => {
  expect(taskBehaviour(['web:1', 'sidecar:crash'])).toBe('crash');
  expect(taskBehaviour(['web:1', 'sidecar:2'])).toBe('good');
});
