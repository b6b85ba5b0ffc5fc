// The heads of a band as a tree of columns: merged groups over their parts, facts of the row beside the figures.
import type { Band } from './find-bands.ts';
import { factOf } from './find-bands.ts';
import { type Area, type Paper } from './paper.ts';

export interface HeadNode {
  label: string;
  /** lowest cell of the head; the place it is known by */
  row: number;
  first: number;
  last: number;
  role: 'value' | 'code' | 'uom' | 'definition' | 'group';
  children: HeadNode[];
  /** 甲 or 7 from the row of column numbers */
  number?: string;
  /** from the row of units */
  unit?: string;
  /** its group's head was not merged over it: it stands under it by guess */
  carried?: boolean;
}

export interface Heads {
  corner: string;
  /** without the columns of labels */
  nodes: HeadNode[];
  leaves: HeadNode[];
}

export function readHeads(paper: Paper, band: Band): Heads {
  const from = band.left + band.stubColumns;
  const corner = band.stubColumns > 0 ? cornerText(paper, band) : '';
  // a column of numbers may stand left of the labels (序号), or without a head beside them
  const nodes = nodesIn(paper, band, band.headFrom, from, band.right);
  const leaves: HeadNode[] = [];
  const collect = (list: readonly HeadNode[]) =>
    list.forEach((node) => (node.children.length > 0 ? collect(node.children) : leaves.push(node)));
  collect(nodes);
  for (const leaf of leaves) {
    const number = textAt(paper, band.numberRow, leaf.first);
    const unit = textAt(paper, band.unitRow, leaf.first);
    if (number !== '') leaf.number = number.normalize('NFKC').replace(/[()\s]/g, '');
    if (unit !== '') leaf.unit = unit;
  }
  // in a list of numbered lines 单位 is who, not how it is measured
  if (factOf(corner) === 'code') for (const leaf of leaves) if (leaf.label === '单位') leaf.role = 'value';
  return { corner, nodes, leaves };
}

const textAt = (paper: Paper, row: number | undefined, column: number): string =>
  row === undefined ? '' : (paper.area(row, column).cell?.value ?? '').trim();

function cornerText(paper: Paper, band: Band): string {
  const texts = new Set<string>();
  for (let column = band.left; column < band.left + band.stubColumns; column++)
    for (let row = band.headFrom; row <= labelRows(band); row++) texts.add(paper.area(row, column).text);
  const labels = [...texts].filter((text) => text !== '');
  // 序号 beside 指标名称 is no corner, alone it is
  return (labels.length > 1 ? labels.filter((text) => factOf(text) !== 'code') : labels).join(' / ');
}

const labelRows = (band: Band): number =>
  Math.min(band.headTo, (band.numberRow ?? band.headTo + 1) - 1, (band.unitRow ?? band.headTo + 1) - 1);

/** The heads between two columns from one row down. */
function nodesIn(paper: Paper, band: Band, row: number, from: number, to: number): HeadNode[] {
  const nodes: HeadNode[] = [];
  const last = labelRows(band);
  for (let column = from; column <= to;) {
    const top = topArea(paper, row, last, column);
    let end = Math.min(Math.max(top.right, column), to);
    let carried = false;
    // a group that was not merged over its parts is followed by empty cells with labels below them
    if (top.text !== '' && top.bottom < last && top.right === top.left) {
      while (end < to && isOpen(paper, top.top, last, end + 1) && hasLabelBelow(paper, top.bottom, last, column)) {
        end++;
        carried = true;
      }
    }
    const isGroup =
      top.text !== '' && top.bottom < last && (end > column || hasLabelBelow(paper, top.bottom, last, column));
    const below = isGroup ? nodesIn(paper, band, top.bottom + 1, column, end) : [];
    const children = below.filter((child) => child.label !== '');
    if (children.length > 1 || (children.length === 1 && children[0]?.label !== top.text && end > column)) {
      nodes.push({
        label: top.text,
        row: top.top,
        first: column,
        last: end,
        role: 'group',
        children: carried ? children.map((child) => ({ ...child, carried: true })) : children
      });
    } else if (children.length === 1 && children[0] && children[0].label !== top.text) {
      nodes.push({ ...children[0], label: `${top.text}${children[0].label}`, first: column, last: end });
    } else {
      // under a merged head its columns are one, unless the cells below are parted
      nodes.push({
        label: top.text,
        row: top.top,
        first: column,
        last: end,
        role: factOf(top.text) ?? 'value',
        children: []
      });
    }
    column = end + 1;
  }
  return nodes;
}

/** the first area with a label at or below this row; the area at the row itself where there is none */
function topArea(paper: Paper, row: number, last: number, column: number): Area {
  for (let at = row; at <= last; at++) {
    const area = paper.area(at, column);
    if (area.text !== '') return area;
  }
  return paper.area(row, column);
}

const isOpen = (paper: Paper, row: number, last: number, column: number): boolean =>
  paper.area(row, column).text === '' &&
  paper.area(row, column).right === column &&
  hasLabelBelow(paper, row, last, column);

function hasLabelBelow(paper: Paper, row: number, last: number, column: number): boolean {
  for (let at = row + 1; at <= last; at++) {
    const area = paper.area(at, column);
    if (area.text !== '' && area.top > row) return true;
  }
  return false;
}
