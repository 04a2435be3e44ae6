import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { build } from 'esbuild';

/**
 * Loads a page as a text in which its style and script stand, so that a browser needs nothing else.
 * @type {import('esbuild').Plugin}
 */
export const inlinePage = {
  name: 'inline-page',
  setup(builder) {
    const { supported } = builder.initialOptions;
    builder.onLoad({ filter: /\.html$/ }, async ({ path }) => {
      const html = await readFile(path, 'utf8');
      /** @param {RegExp} link whose first group is the name of a file beside the page */
      const linked = (link) => {
        const [whole = '', name = ''] = link.exec(html) ?? [];
        return { whole, file: join(dirname(path), name) };
      };
      const style = linked(/<link rel="stylesheet" href="(.*)">/);
      const script = linked(/<script src="(.*)"><\/script>/);
      /** @type {[string, string][]} */
      const parts = [
        [style.whole, `<style>${await bundled(style.file, supported)}</style>`],
        [script.whole, `<script>${await bundled(script.file, supported)}</script>`],
      ];
      // As a function, because a script may hold what stands for something else in a replacement.
      const contents = parts.reduce((text, [link, part]) => text.replace(link, () => part), html.replace(/^\s+/gm, ''));
      return { contents: contents.trim(), loader: 'text', watchDirs: [dirname(path)] };
    });
  },
};

/**
 * @param {string} file a style or a script
 * @param {import('esbuild').BuildOptions['supported']} supported what the outer bundle may use
 */
async function bundled(file, supported) {
  const { outputFiles } = await build({
    entryPoints: [file],
    bundle: true,
    minify: true,
    format: 'iife',
    // Browsers of the last three years or so.
    target: 'es2022',
    supported,
    write: false,
    logLevel: 'warning',
  });
  return outputFiles[0]?.text.trim() ?? '';
}
