// One measurement of workbooks: `excel-worker.js <program> <work> <folder> <size>`; prints its figures as JSON on the last line.
import { closeSync, createWriteStream, openSync, readdirSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import type ExcelJSType from 'exceljs';
import type { CellContent } from '#core/forms/cell-value.ts';
import type { CellKey } from '#core/forms/cell-key.ts';
import { compileForm } from '#core/forms/compile-form.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { FormDefinition } from '#core/forms/form.ts';
import { numbersOf } from '#core/forms/numbers-of.ts';
import type { Period } from '#core/places/period.ts';
import { fillTemplate } from '#core/workbook/fill-template.ts';
import { layOutTotals } from '#core/workbook/lay-out-totals.ts';
import { layOutSheet } from '#core/workbook/lay-out.ts';
import type { FlowingPage, PageCell } from '#core/workbook/page.ts';
import { addressOf, columnName } from '#core/workbook/raw-workbook.ts';
import { readXlsx } from '#core/workbook/read-xlsx.ts';
import { planTemplate } from '#core/workbook/template-plan.ts';
import { writeBook } from '#core/workbook/write-book.ts';
import { pack } from '#server/jobs/pack.ts';

const [program = '', work = '', folder = '', sizeText = '0'] = process.argv.slice(2);
const size = Number(sizeText);
const inflate = (deflated: Uint8Array, maxBytes: number) => inflateRawSync(deflated, { maxOutputLength: maxBytes });
const exceljs = async (): Promise<typeof ExcelJSType> => (await import('exceljs')).default;

const sheets = 5;
const columns = 200;
/** every tenth column is a sum of the nine before it */
const isFormula = (column: number): boolean => column % 10 === 0;
const formulaAt = (row: number, column: number): string =>
  `SUM(${columnName(column - 9)}${row}:${columnName(column - 1)}${row})`;
const numberAt = (row: number, column: number): number => (row * 31 + column * 17) % 100_000;
const sumAt = (row: number, column: number): number => {
  let sum = 0;
  for (let at = column - 9; at < column; at += 1) sum += numberAt(row, at);
  return sum;
};

function form(): CompiledForm {
  const compiled = compileForm(JSON.parse(readFileSync('static/forms/fzzf-zhzb.1.json', 'utf8')) as FormDefinition);
  if (!compiled.ok) throw new Error('the form does not compile');
  return compiled.value;
}

function filled({ entered, cells }: CompiledForm, seed: number): Map<CellKey, CellContent> {
  return new Map(
    entered.flatMap((key, at): [CellKey, CellContent][] =>
      cells.get(key)?.type === 'text' ? [] : [[key, { number: String((at * 37 + seed * 11) % 5000) }]]
    )
  );
}

const uploads = (): string[] => readdirSync(folder).filter((name) => name.startsWith('upload'));

/** A file that is written in pieces, as the server does it. */
function fileSink(name: string) {
  const file = openSync(join(folder, name), 'w');
  let bytes = 0;
  return {
    bytes: () => bytes,
    sink: {
      deflate: (content: Uint8Array, last: boolean) =>
        deflateRawSync(content, { level: 4, finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH }),
      write(piece: Uint8Array) {
        bytes += writeSync(file, piece);
      }
    },
    close: () => closeSync(file)
  };
}

const works: Record<string, () => Promise<number>> = {
  /** `size` different workbooks of units, as people send them in */
  async 'ours prepare'() {
    const { writeXlsx } = await import('#core/workbook/write-xlsx.ts');
    const laid = form();
    for (let at = 0; at < size; at += 1) {
      const cells = filled(laid, at);
      const book = layOutSheet({
        form: laid,
        cells,
        numbers: numbersOf(laid, cells, new Map()),
        previous: new Map(),
        unit: { code: String(530_600 + at), name: `第${at}县` },
        period: '2024' as Period,
        seq: at
      });
      writeFileSync(join(folder, `upload${at}.xlsx`), await writeXlsx(book, Date.UTC(2024, 11, 1)));
    }
    return size;
  },
  'ours read'() {
    let cells = 0;
    const names = uploads();
    for (let at = 0; at < size; at += 1) {
      const bytes = new Uint8Array(readFileSync(join(folder, names[at % names.length]!)));
      const book = readXlsx(bytes, pack.inflate, undefined, { checksum: pack.checksum });
      for (const cell of book.sheets[0]!.cells) if (cell.kind === 'number') cells += 1;
    }
    return Promise.resolve(cells);
  },
  async 'exceljs read'() {
    const { Workbook, ValueType } = await exceljs();
    let cells = 0;
    const names = uploads();
    for (let at = 0; at < size; at += 1) {
      const workbook = new Workbook();
      await workbook.xlsx.readFile(join(folder, names[at % names.length]!));
      workbook.worksheets[0]!.eachRow((row) =>
        row.eachCell((cell) => {
          const { value } = cell;
          const isComputed = cell.type === ValueType.Formula && typeof cell.result === 'number';
          if (typeof value === 'number' || isComputed) cells += 1;
        })
      );
    }
    return cells;
  },
  async 'ours write'() {
    const file = fileSink('ours.xlsx');
    function* rows(): Iterable<PageCell[]> {
      for (let row = 1; row <= size; row += 1)
        yield Array.from({ length: columns }, (_, index): PageCell => {
          const column = index + 1;
          return {
            row,
            column,
            style: 'value',
            value: isFormula(column)
              ? { kind: 'formula', formula: formulaAt(row, column), result: { number: String(sumAt(row, column)) } }
              : { kind: 'number', decimal: String(numberAt(row, column)) }
          };
        });
    }
    const names = Array.from({ length: sheets }, (_, at) => `表${at + 1}`);
    const pages = names.map((name): FlowingPage => ({
      name,
      widths: [],
      heights: new Map(),
      merges: [],
      cells: rows()
    }));
    await writeBook({ title: '汇总', names, pages }, Date.UTC(2024, 11, 1), file.sink);
    file.close();
    return size * columns * sheets;
  },
  async 'exceljs write'() {
    const { stream } = await exceljs();
    const workbook = new stream.xlsx.WorkbookWriter({
      stream: createWriteStream(join(folder, 'exceljs.xlsx')),
      useStyles: true
    });
    const edge = { style: 'thin' } as const;
    const border = { top: edge, left: edge, bottom: edge, right: edge };
    for (let sheet = 1; sheet <= sheets; sheet += 1) {
      const worksheet = workbook.addWorksheet(`表${sheet}`);
      for (let at = 1; at <= size; at += 1) {
        const row = worksheet.getRow(at);
        for (let column = 1; column <= columns; column += 1) {
          const cell = row.getCell(column);
          cell.value = isFormula(column)
            ? { formula: formulaAt(at, column), result: sumAt(at, column) }
            : numberAt(at, column);
          cell.border = border;
        }
        row.commit();
      }
      worksheet.commit();
    }
    await workbook.commit();
    return size * columns * sheets;
  },
  /** the book that people get: every unit's sheet in the official layout, 汇总, 一览表 with a reference to each figure */
  async 'ours book'() {
    const laid = form();
    const file = fileSink('book.xlsx');
    const numbers = numbersOf(laid, filled(laid, 1), new Map());
    const book = layOutTotals({
      form: laid,
      unitName: '某省',
      period: '2024' as Period,
      units: Array.from({ length: size }, (_, at) => ({
        name: `第${at}街道`,
        code: String(at),
        stage: '已上报',
        seq: at
      })),
      figuresOf(index) {
        const cells = filled(laid, index);
        return { cells, numbers: numbersOf(laid, cells, new Map()), previous: new Map(), review: [] };
      },
      totals: numbers,
      previousTotals: new Map(),
      ways: new Map(laid.entered.map((key) => [key, 'sum' as const])),
      facts: [],
      missing: [],
      asked: size,
      code: 'HB-0000-0000-0000-0000'
    });
    await writeBook(book, Date.UTC(2024, 11, 1), file.sink);
    file.close();
    return file.bytes();
  },
  'ours fill'() {
    const template = new Uint8Array(readFileSync(join(folder, 'upload0.xlsx')));
    const sheet = readXlsx(template, inflate).sheets[0]!.name;
    // analysed once, as the server keeps it; each file is written and proved
    const places = placesToFill().map(([row, column]) => ({ sheet, row, column }));
    const plan = planTemplate(template, places, pack);
    for (let at = 0; at < size; at += 1) {
      const values = places.map((_, index) => ({ kind: 'number' as const, decimal: String(at + index) }));
      writeFileSync(join(folder, 'filled.xlsx'), fillTemplate(plan, values, pack).bytes);
    }
    return Promise.resolve(size);
  },
  async 'exceljs fill'() {
    const { Workbook } = await exceljs();
    for (let at = 0; at < size; at += 1) {
      const workbook = new Workbook();
      await workbook.xlsx.readFile(join(folder, 'upload0.xlsx'));
      const sheet = workbook.worksheets[0]!;
      for (const [index, [row, column]] of placesToFill().entries())
        sheet.getCell(addressOf(row, column)).value = at + index;
      await workbook.xlsx.writeFile(join(folder, 'filled.xlsx'));
    }
    return size;
  }
};

/** 360 cells of the values' columns */
const placesToFill = (): (readonly [number, number])[] =>
  Array.from({ length: 360 }, (_, at) => [6 + (at % 340), at < 340 ? 4 : 5] as const);

const todo = works[`${program} ${work}`];
if (!todo) throw new Error(`unknown work ${program} ${work}`);
const before = process.cpuUsage();
const check = await todo();
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    cpuSeconds: (user + system) / 1e6,
    memoryMb: process.resourceUsage().maxRSS / 1024,
    check
  })
);
