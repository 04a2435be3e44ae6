import { colourOf } from './colours';
import type { Share, Summary, Tally } from './tally';

/** Writes who has answered in the last minute: a row for each version, and below it one for each of its tasks. */
export function fillTable(
  body: HTMLTableSectionElement,
  tally: Tally,
  { versions, answers, unanswered }: Summary,
): void {
  const rows = versions.flatMap((version) => [
    row('version', `Version ${version.name}`, version, answers),
    ...version.tasks.map((task) => {
      const colour = colourOf(tally.place({ version: version.name, task: task.name }));
      return row('task', `Task ${task.name.slice(0, SHORT)}`, task, answers, colour);
    }),
  ]);
  const nobody = { name: '', answers: unanswered, errors: unanswered };
  if (unanswered > 0) rows.push(row('version', 'No task', nobody, answers));
  body.replaceChildren(...rows);
}

/** So many characters tell tasks apart. */
const SHORT = 8;

function row(kind: string, title: string, share: Share, all: number, colour?: string): HTMLTableRowElement {
  const line = document.createElement('tr');
  line.className = kind;
  const head = cell('th', title);
  head.scope = 'row';
  if (colour !== undefined) head.prepend(swatch(colour));
  line.append(
    head,
    ...[String(share.answers), percent(share.answers, all), String(share.errors)].map((text) => cell('td', text)),
  );
  return line;
}

function cell<Name extends 'td' | 'th'>(name: Name, text: string): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  made.textContent = text;
  return made;
}

function swatch(colour: string): HTMLElement {
  const made = document.createElement('i');
  made.style.background = colour;
  return made;
}

/** @returns `5.1 %`; nothing of nothing is 0 */
export const percent = (part: number, all: number): string => `${((100 * part) / Math.max(all, 1)).toFixed(1)} %`;
