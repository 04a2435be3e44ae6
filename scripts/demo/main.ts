/** The demonstration: what runs in the tasks of `templates/examples/traffic.yaml`. */
import page from './page/index.html';
import { createDemo } from './server';
import { countTasks } from './service-counts';
import { readDemoSettings } from './settings';
import { identify } from './task';

async function main(): Promise<void> {
  const settings = readDemoSettings(process.env);
  const task = await identify(process.env);
  const server = createDemo({ settings, task, page, countTasks: () => countTasks(process.env, task) });
  // Node.js is the container's first process, which a signal without a handler does not end.
  process.once('SIGTERM', () => {
    console.log('SIGTERM: finishing what has begun');
    // Idle connections are closed, and what is being answered is answered.
    server.close(() => process.exit(0));
  });
  server.listen(settings.port, () => console.log(`Version ${settings.version} listens on port ${settings.port}`));
}

void main().catch((error: Error) => {
  console.error(error.message);
  process.exit(1);
});
