// Puts a look on a table cell: text, own classes, name chip, spoken words. The grid library clears classes before a full render,
// a repaint of single cells must not touch the library's own ones (selection), so ours are remembered per element.
import type { CellLook } from './look-of-cell.ts';

const painted = new WeakMap<HTMLElement, readonly string[]>();

/** Twelve colours for people: dark enough for white text. */
export const personColours = [
  '#b3400f',
  '#0b6b8a',
  '#7a3e9d',
  '#2f6f31',
  '#a3275d',
  '#31549c',
  '#7d5a00',
  '#00695f',
  '#9c2f2f',
  '#4b4ba8',
  '#5c6b16',
  '#8a4a72'
] as const;

export const personColour = (colour: number): string =>
  personColours[Math.abs(colour) % personColours.length] ?? personColours[0];

export function paintCell(td: HTMLElement, look: CellLook): void {
  setClasses(td, look.classes);
  // the text node is reused: a full render paints hundreds of cells
  if (td.childNodes.length === 1 && td.firstChild?.nodeType === Node.TEXT_NODE) {
    if (td.firstChild.nodeValue !== look.text) td.firstChild.nodeValue = look.text;
  } else td.textContent = look.text;
  if (look.said === '') {
    td.removeAttribute('title');
    td.removeAttribute('aria-description');
  } else {
    td.title = look.said;
    td.setAttribute('aria-description', look.said);
  }
  if (look.who) {
    td.style.setProperty('--who', personColour(look.who.colour));
    td.prepend(chip(look.who));
  }
}

/** Labels, facts and heads inside the grid: text and classes only. */
export function paintLabel(td: HTMLElement, text: string, classes: readonly string[], indent = 0): void {
  setClasses(td, classes);
  td.textContent = text;
  td.style.paddingLeft = indent > 0 ? `calc(var(--zoom, 1) * ${7 + indent * 14}px)` : '';
  if (text === '') td.removeAttribute('title');
  else td.title = text;
}

function setClasses(td: HTMLElement, classes: readonly string[]): void {
  const before = painted.get(td);
  if (before) td.classList.remove(...before);
  td.classList.add(...classes);
  painted.set(td, classes);
}

function chip({ name, colour }: { name: string; colour: number }): HTMLElement {
  const element = document.createElement('span');
  element.className = 'c-chip';
  element.style.background = personColour(colour);
  element.textContent = name;
  element.setAttribute('aria-hidden', 'true');
  return element;
}
