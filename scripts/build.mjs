/**
 * Builds `dist/`: the two Lambda bundles (`macro.js`, `gateway.js`), the command line (`cfn-express.js`), the embedded
 * AWS, the story and the demonstration. `npm run build` runs this; npm itself runs it after `npm ci` (the `prepare` script).
 */
import { existsSync } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { inlinePage } from './demo/inline-page.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Lets esbuild drop the schemas of operations that nobody calls. The SDK's schema files write member options as
 * `{ [_xN]: "…" }`. A computed key may run code, so esbuild keeps every schema that has one (client-ec2: 560 kB). Each
 * `_xN` is a string constant of the same file. This writes the string in its place, and esbuild can then drop the
 * schema.
 * @type {import('esbuild').Plugin}
 */
const pureSchemas = {
  name: 'pure-schemas',
  setup(builder) {
    builder.onLoad({ filter: /@aws-sdk[/\\].*[/\\]schemas[/\\][^/\\]*\.js$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const constants = new Map([...text.matchAll(/^const (_\w+) = ("[^"]*");$/gm)].map((m) => [m[1], m[2]]));
      return {
        contents: text.replace(/\[(_\w+)\]:/g, (whole, name) =>
          constants.has(name) ? `${constants.get(name)}:` : whole,
        ),
      };
    });
  },
};

/**
 * A `description` with its text, and `required` if that follows. Descriptions in constants that are spread do not
 * match.
 */
const DESCRIPTION =
  /(?<!^ {2}|const .*)description:\s*(?:'[^'\n]*'|"[^"\n]*")(?:\s*\+\s*(?:'[^'\n]*'|"[^"\n]*"))*,?(?<required>\s*required)?/gm;
const REQUIRED_OTHERWISE = /\.\.\.\w+, required: true|^ {2}required: true/gm;

/**
 * Removes the descriptions of the block's properties. The macro uses a description only to report a required property
 * that is missing; the others serve the reference page and the schemas. Line numbers stay the same, for the source map.
 * @type {import('esbuild').Plugin}
 */
const fewDescriptions = {
  name: 'few-descriptions',
  setup(builder) {
    builder.onLoad({ filter: /[/\\]macro[/\\]properties[/\\]\w+\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const count = (/** @type {RegExp} */ pattern) => [...text.matchAll(pattern)].length;
      const kept = [...text.matchAll(DESCRIPTION)].filter(({ groups }) => groups?.required);
      if (kept.length + count(REQUIRED_OTHERWISE) !== count(/required: true/g)) {
        return { errors: [{ text: `${path}: "required" must stand right behind "description"` }] };
      }
      const contents = text.replace(DESCRIPTION, (whole) =>
        kept.some(([required]) => required === whole) ? whole : whole.replace(/[^\n]/g, ''),
      );
      return { contents, loader: 'ts' };
    });
  },
};

/**
 * Makes a bundle of its own from what `import('./wiring')` loads, and puts it into the outer bundle as a CommonJS
 * module that runs when it is first imported. Without this plugin esbuild does the same without tree shaking: 1.3 MB
 * instead of 350 kB.
 * @type {import('esbuild').Plugin}
 */
const lazyWiring = {
  name: 'lazy-wiring',
  setup(builder) {
    builder.onLoad({ filter: /[/\\]gateway[/\\]wiring\.ts$/ }, async ({ path }) => {
      const { outfile: _, ...options } = builder.initialOptions;
      const { outputFiles, metafile } = await build({
        ...options,
        entryPoints: [path],
        plugins: [pureSchemas],
        sourcemap: 'inline',
        write: false,
        metafile: true,
      });
      const watchFiles = Object.keys(metafile?.inputs ?? {});
      return { contents: outputFiles?.[0]?.text ?? '', loader: 'js', resolveDir: root, watchFiles };
    });
  },
};

/** The settings of every bundle. @type {import('esbuild').BuildOptions} */
const common = {
  absWorkingDir: root,
  bundle: true,
  platform: 'node',
  format: 'cjs',
  // ES modules first: the SDK's CommonJS builds cannot be tree-shaken.
  mainFields: ['module', 'main'],
  sourcemap: true,
  logLevel: 'warning',
};

/** For AWS Lambda, nodejs22.x and newer. The bundle contains everything, so that a cold start reads one small file. */
const lambda = { ...common, minify: true, target: 'node20', plugins: [pureSchemas], sourcesContent: false };

/** For the user's machine. Packages are loaded from node_modules. */
const local = { ...common, target: 'node20', packages: /** @type {const} */ ('external'), minify: false };

/**
 * For the tasks of an example, whose template holds the whole bundle (`npm run demo`). Its lines are short enough to be read
 * in a difference. It has no template literals, because CloudFormation's validators take `${x}` for a forgotten Fn::Sub.
 */
const demo = {
  ...common,
  minify: true,
  target: 'node22',
  plugins: [inlinePage],
  sourcemap: false,
  supported: { 'template-literal': false },
  lineLimit: 160,
};

const entries = {
  macro: { ...lambda, plugins: [fewDescriptions], entryPoints: ['handlers/macro/index.ts'] },
  gateway: { ...lambda, plugins: [pureSchemas, lazyWiring], entryPoints: ['handlers/gateway/index.ts'] },
  'cfn-express': { ...local, entryPoints: ['scripts/cfn-express.ts'], banner: { js: '#!/usr/bin/env node' } },
  'local-aws': { ...local, entryPoints: ['scripts/local-aws/main.ts'] },
  'task-preload': { ...local, entryPoints: ['scripts/local-aws/ecs/containers/preload.ts'] },
  'lambda-bootstrap': { ...local, entryPoints: ['scripts/local-aws/lambda/bootstrap.ts'] },
  start: { ...local, entryPoints: ['scripts/start.ts'] },
  visitors: { ...local, entryPoints: ['scripts/story/visitors/main.ts'] },
  demo: { ...demo, entryPoints: ['scripts/demo/main.ts'] },
};

await Promise.all(
  Object.entries(entries)
    .filter(([, options]) => existsSync(`${root}${options.entryPoints[0]}`))
    .map(async ([name, options]) => {
      const outfile = `dist/${name}.js`;
      await build({ ...options, outfile });
      const { size } = await stat(`${root}${outfile}`);
      console.error(`${outfile.padEnd(28)} ${(size / 1000).toFixed(1).padStart(8)} kB`);
    }),
);
