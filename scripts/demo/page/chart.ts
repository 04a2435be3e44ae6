import { colourOf } from './colours';
import { isError, SECONDS, type Tally, type Visit } from './tally';

/** The most that one answer is drawn with, in pixels of CSS. */
const LARGEST = 14;
/** Below that many pixels a cross could not be seen, and the square has a frame. */
const CROSSABLE = 4;

/** Draws a column for each second and a square in it for each answer: errors have a cross, unanswered requests are empty. */
export function drawChart(canvas: HTMLCanvasElement, tally: Tally, now: number): void {
  const context = canvas.getContext('2d');
  if (context === null) return;
  const { clientWidth: width, clientHeight: height } = canvas;
  const ratio = devicePixelRatio;
  canvas.width = width * ratio;
  canvas.height = height * ratio;
  context.scale(ratio, ratio);
  const columns = tally.columns(now);
  const step = width / SECONDS;
  const tallest = Math.max(...columns.map(({ length }) => length));
  const rise = Math.min(step, LARGEST, height / Math.max(tallest, 1));
  const text = getComputedStyle(canvas).color;
  for (const [second, visits] of columns.entries()) {
    for (const [index, visit] of visits.entries()) {
      const square = { x: second * step, y: height - (index + 1) * rise, width: step, height: rise };
      drawVisit(context, visit, inset(square), visit.by && colourOf(tally.place(visit.by)), text);
    }
  }
}

interface Square {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** Leaves a gap between neighbours, where there is room for one. */
function inset({ x, y, width, height }: Square): Square {
  const gap = Math.min(1, height / 5);
  return { x, y, width: width - gap, height: height - gap };
}

function drawVisit(
  context: CanvasRenderingContext2D,
  visit: Visit,
  { x, y, width, height }: Square,
  colour: string | undefined,
  text: string,
): void {
  if (colour !== undefined) {
    context.fillStyle = colour;
    context.fillRect(x, y, width, height);
  }
  if (!isError(visit) && colour !== undefined) return;
  context.strokeStyle = text;
  context.beginPath();
  if (colour === undefined) {
    context.rect(x + 0.5, y + 0.5, width - 1, height - 1);
  } else if (height < CROSSABLE) {
    context.rect(x, y, width, height);
  } else {
    context.moveTo(x, y);
    context.lineTo(x + width, y + height);
    context.moveTo(x + width, y);
    context.lineTo(x, y + height);
  }
  context.stroke();
}
