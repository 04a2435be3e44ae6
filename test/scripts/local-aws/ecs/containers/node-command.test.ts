import { isNodeImage, nodeArguments } from '../../../../../scripts/local-aws/ecs/containers/node-command';

test.each([
  'node',
  'node:22-slim',
  'public.ecr.aws/docker/library/node:22-slim',
  'localhost:5000/node',
  `node@sha256:${'0'.repeat(64)}`,
])('%s is a Node image', (image) => {
  expect(isNodeImage(image)).toBe(true);
});

test.each(['nginx', 'my-node', 'node-exporter:1', 'node/app:1', 'web:node'])('%s is none', (image) => {
  expect(isNodeImage(image)).toBe(false);
});

test.each([
  [undefined, ['node', '-e', 'code']],
  [undefined, ['/usr/local/bin/node', '--eval', 'code', 'an argument']],
  [undefined, ['node', '--eval=code\nmore']],
  [undefined, ['node', '--enable-source-maps', '--input-type', 'module', '-e', 'code']],
  [undefined, ['node', '-r', 'x', '--import', 'y', '--max-old-space-size=100', '--env_file', 'z', '-e', 'code']],
  [['node'], ['-e', 'code']],
  [['node', '-e'], ['code']],
])('entry point %j and command %j are JavaScript', (entryPoint, command) => {
  expect(nodeArguments(entryPoint, command)).toEqual([...(entryPoint ?? []), ...command].slice(1));
});

test.each([
  [undefined, undefined],
  [undefined, ['node']],
  [undefined, ['node', '-e']],
  [undefined, ['node', 'server.js']],
  [undefined, ['node', 'server.js', '-e', 'code']],
  [undefined, ['node', '--enable-source-maps', 'server.js', '-e', 'code']],
  [undefined, ['node', '-r', 'x', 'server.js', '-e', 'code']],
  [undefined, ['node', '--import', 'x', 'server.js', '-e', 'code']],
  [undefined, ['node', '--import=x', 'server.js', '-e', 'code']],
  [undefined, ['node', '--max-old-space-size=100', 'server.js', '-e', 'code']],
  [undefined, ['node', '-', '-e', 'code']],
  [undefined, ['node', '--', '-e', 'code']],
  [undefined, ['npm', 'start']],
  [undefined, ['sh', '-c', 'node -e code']],
  [['sh', '-c'], ['node -e code']],
  [
    ['tini', '--'],
    ['node', '-e', 'code'],
  ],
])('entry point %j and command %j are not', (entryPoint, command) => {
  expect(nodeArguments(entryPoint, command)).toBeUndefined();
});
