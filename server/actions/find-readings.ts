// How the names in a form are read: pinyin for its find box. Worked out here once for a published version, so that no browser has to load
// a dictionary of Chinese.
import type { SheetId } from '#core/basics/ids.ts';
import type { CompiledForm } from '#core/forms/compiled-form.ts';
import type { Actor } from '#core/workflow/actor.ts';
import { findSheet, type SheetNeeds } from './needs.ts';

/** Chinese sign → readings without tones, `hang xing`; ü is v, as it is typed */
export type Readings = Record<string, string>;

/** besides those that a sign has in the form's own words; what comes later in the dictionary is rare */
const otherReadings = 2;
/** forms are few; a server that has met more than these begins anew */
const mostKept = 64;

const han = /\p{Script=Han}/u;

/** Of all names of rows, columns, tables and blocks. */
export async function readingsOf(form: CompiledForm): Promise<Readings> {
  // 300 KB of dictionary: loaded when the first person looks for something
  const { pinyin, polyphonic } = await import('pinyin-pro');
  const found = new Map<string, Set<string>>();
  const note = (sign: string, reading: string): void => {
    const readings = found.get(sign) ?? new Set();
    found.set(sign, readings.add(reading.replaceAll('ü', 'v')));
  };
  for (const name of namesIn(form)) {
    const signs = [...name];
    const read = pinyin(name, { toneType: 'none', type: 'array' });
    // as read among its neighbours: 行 of 银行 is hang
    if (read.length === signs.length) signs.forEach((sign, at) => han.test(sign) && note(sign, read[at]!));
    for (const sign of signs) if (han.test(sign) && !found.has(sign)) note(sign, pinyin(sign, { toneType: 'none' }));
  }
  for (const sign of found.keys())
    for (const reading of polyphonic(sign, { toneType: 'none', type: 'array' })[0]?.slice(0, otherReadings) ?? [])
      note(sign, reading);
  return Object.fromEntries([...found].map(([sign, readings]) => [sign, [...readings].join(' ')]));
}

function namesIn({ tables }: CompiledForm): Set<string> {
  return new Set(
    tables.flatMap(({ definition, rows }) => [
      definition.title.zh,
      ...rows.map((row) => row.definition.label.zh),
      ...(definition.blocks ?? []).map((block) => block.title)
    ])
  );
}

export type KeptReadings = Map<string, Promise<Readings>>;

export async function findReadings(
  needs: SheetNeeds & { readings: KeptReadings },
  actor: Actor,
  id: SheetId
): Promise<Readings> {
  const { sheet, form } = await findSheet(needs, actor, id);
  const name = `${sheet.form}/${sheet.version}`;
  if (needs.readings.size >= mostKept) needs.readings.clear();
  const known = needs.readings.get(name) ?? readingsOf(form);
  needs.readings.set(name, known);
  return known;
}
