import { errorPercent, imageBehaviour } from '../../../../scripts/local-aws/ecs/image-behaviour';

test.each([
  ['web:crash', 'crash'],
  ['public.ecr.aws/shop/web:errors', 'errors'],
  ['localhost:5000/web:unhealthy', 'unhealthy'],
  ['web:missing', 'missing'],
  ['web:crash-2', 'crash'],
  ['web:crash.2', 'crash'],
  [`web:crash@sha256:${'0'.repeat(64)}`, 'crash'],
  ['web:slow', 'slow'],
  ['web:refuses', 'refuses'],
  ['web:errors-20', 'errors'],
  ['web:latest', 'good'],
  ['web', 'good'],
  ['crash', 'good'],
  ['crash:latest', 'good'],
  ['web:crashes', 'good'],
  ['crash:5000/web', 'good'],
])('the image %s is %s', (image, behaviour) => {
  expect(imageBehaviour(image)).toBe(behaviour);
});

test.each([
  ['web:errors', 100],
  ['web:errors-20', 20],
  ['web:errors-5.2', 5],
  [`web:errors-20@sha256:${'0'.repeat(64)}`, 20],
  ['web:errors.2', 100],
  ['web:errors-200', 100],
  ['web:errors-0', 100],
  ['web:errors-v2', 100],
  ['web:20', 0],
])('of 100 requests, %s fails %d', (image, percent) => {
  expect(errorPercent(image)).toBe(percent);
});
