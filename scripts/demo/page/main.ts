/** The page's script: it sends requests, and shows who answers. */
import { drawChart } from './chart';
import { fillTable, percent } from './table';
import { Tally } from './tally';
import { countTasks, type TaskCounts, visit } from './visit';

/** How often the numbers, the chart and the number of tasks change, in milliseconds. */
const SHOW_MS = 500;
const DRAW_MS = 100;
const COUNT_MS = 2000;
/** More unanswered requests than that are not sent: a browser would only queue them. */
const MOST_AT_ONCE = 100;
const NEWS_LINES = 8;

const part = <T extends HTMLElement>(id: string): T => document.getElementById(id) as T;
const rate = part<HTMLInputElement>('rate');
const pause = part<HTMLButtonElement>('pause');
const chart = part<HTMLCanvasElement>('chart');
const rows = part<HTMLTableSectionElement>('rows');
const news = part<HTMLOListElement>('news');

const tally = new Tally();
let sending = true;
let underway = 0;
/** How many requests are due; less than one is kept for the next time. */
let due = 0;

async function send(): Promise<void> {
  underway++;
  const done = await visit();
  underway--;
  if (tally.add(done)) tell(`Version ${done.by?.version} has answered for the first time`);
}

let then = performance.now();
function sendWhatIsDue(): void {
  const now = performance.now();
  due = Math.min(due + (sending ? (Number(rate.value) * (now - then)) / 1000 : 0), MOST_AT_ONCE);
  then = now;
  for (; due >= 1; due--) if (underway < MOST_AT_ONCE) void send();
}

function show(): void {
  const summary = tally.summary(performance.now());
  part('per-second').textContent = summary.perSecond.toFixed(1);
  part('errors').textContent = percent(summary.errors, summary.answers);
  part('median').textContent = `${summary.median.toFixed(0)} ms`;
  fillTable(rows, tally, summary);
  const shares = summary.versions.map(({ name, answers }) => `version ${name}: ${percent(answers, summary.answers)}`);
  chart.ariaLabel = `Answers of the last minute, a column for each second. ${shares.join(', ')}`;
}

let known = '';
function showTasks(counts: TaskCounts): void {
  // While a version replaces another one, tasks of both run.
  const text = 'problem' in counts ? 'unknown' : `${counts.running} (${counts.desired} wanted)`;
  part('tasks').textContent = text;
  part('problem').textContent = 'problem' in counts ? `The number of tasks is not known: ${counts.problem}.` : '';
  if ('running' in counts && known !== text) tell(`Running tasks: ${text}`);
  known = text;
}

function tell(text: string): void {
  const line = document.createElement('li');
  line.textContent = `${new Date().toLocaleTimeString()} ${text}`;
  news.prepend(line);
  while (news.children.length > NEWS_LINES) news.lastElementChild?.remove();
}

function showRate(): void {
  const perSecond = Number(rate.value);
  const text = `${perSecond} a second, ${perSecond * 60} a minute`;
  part('rate-text').textContent = text;
  rate.ariaValueText = text;
}

rate.addEventListener('input', showRate);
pause.addEventListener('click', () => {
  sending = !sending;
  pause.textContent = sending ? 'Pause' : 'Go on';
});
async function countForEver(): Promise<void> {
  for (;;) {
    showTasks(await countTasks());
    await new Promise((resolve) => setTimeout(resolve, COUNT_MS));
  }
}

showRate();
setInterval(sendWhatIsDue, 10);
setInterval(show, SHOW_MS);
setInterval(() => drawChart(chart, tally, performance.now()), DRAW_MS);
void countForEver();
