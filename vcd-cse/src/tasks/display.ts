import { printable } from '../printable.ts';
import type { Output } from '../world.ts';
import { hasEnded, type Task } from './task.ts';
import type { TaskDisplay } from './wait.ts';

const spinner = ['|', '/', '-', '\\'] as const;
const eraseLine = '\u001b[2K\r';
const turnMs = 150;

/** What a wait shows: a line that is redrawn on a terminal, a line for each new text elsewhere. */
export function taskDisplay(output: Output): TaskDisplay {
  return output.isTTY === true ? terminalDisplay(output) : lineDisplay(output);
}

/** As the original client does it (contract of CSE 1.2.7, section 5.3); the spinner also turns between two looks. */
function terminalDisplay(output: Output): TaskDisplay {
  let said = '';
  let line = '';
  let turn = 0;
  const redraw = (): void => {
    if (line === '') return;
    const sign = ` ${spinner[turn++ % spinner.length]} `;
    output.write(eraseLine + fitted(line, sign, output.columns));
  };
  const turning = setInterval(redraw, turnMs);
  return {
    show(task) {
      const text = oneLine(textOf(task));
      // What was said before stays, on a line of its own.
      if (said !== '' && said !== text) output.write(`${eraseLine}${said}\n`);
      said = text;
      line = hasEnded(task) ? '' : oneLine(statusOf(task));
      if (hasEnded(task)) output.write(`${eraseLine}${resultOf(task)}\n`);
      else redraw();
    },
    miss(problem) {
      line = `${oneLine(problem.message)} Still trying.`;
      redraw();
    },
    [Symbol.dispose]() {
      clearInterval(turning);
      // What comes next begins a line of its own.
      if (line !== '') output.write('\n');
    },
  };
}

function lineDisplay(output: Output): TaskDisplay {
  let said = '';
  const sayOnce = (text: string): void => {
    if (text !== said) output.write(`${text}\n`);
    said = text;
  };
  return {
    show: (task) => sayOnce(hasEnded(task) ? resultOf(task) : oneLine(textOf(task))),
    miss: (problem) => sayOnce(`${problem.message} Still trying.`),
    [Symbol.dispose]() {},
  };
}

/** How a task ended, in the words of the original client. */
export function resultOf(task: Task): string {
  const text =
    task.status === 'error'
      ? `task: ${task.id}, result: error, message: ${task.error ?? ''}`
      : `task: ${task.id}, ${task.operation}, result: ${task.status}`;
  return printable(text);
}

function textOf(task: Task): string {
  return `${task.operationName}: ${task.operation}`;
}

function statusOf(task: Task): string {
  const progress = task.progress === undefined ? '' : `, progress: ${task.progress}%`;
  return `${textOf(task)}, status: ${task.status}${progress}`;
}

/** A line that wraps cannot be drawn over. */
function fitted(text: string, sign: string, columns = Infinity): string {
  const room = Math.max(columns - sign.length - 1, 8);
  return `${text.length > room ? `${text.slice(0, room - 1)}…` : text}${sign}`;
}

function oneLine(text: string): string {
  return printable(text).replaceAll('\n', ' ');
}
