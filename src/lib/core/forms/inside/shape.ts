// Small readers for unknown JSON: each takes a value and its place, notes every mistake and goes on, so that all are told at once.
import type { FormMistake, FormMistakeCode } from '#core/forms/form-mistake.ts';

/** Collects mistakes; more than `maxMistakes` help nobody and would let a hostile definition fill the memory. */
export interface Notes {
  readonly mistakes: FormMistake[];
  note(place: string, code: FormMistakeCode, text: string, at?: number): void;
}

const maxMistakes = 500;

export function takeNotes(): Notes {
  const mistakes: FormMistake[] = [];
  return {
    mistakes,
    note(place, code, text, at) {
      if (mistakes.length < maxMistakes)
        mistakes.push(at === undefined ? { place, code, text } : { place, at, code, text });
    }
  };
}

/** What it returns after having noted a mistake is of no use: nobody reads a value when there are mistakes. */
export type Reader<T> = (value: unknown, place: string, notes: Notes) => T;
type Read<R> = R extends Reader<infer T> ? T : never;
type Readers = Readonly<Record<string, Reader<unknown>>>;

const nothing = <T>(): T => undefined as unknown as T;

/** a value as it is quoted in a mistake: short, on one line */
export function quoted(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}

const kindOf = (value: unknown): string =>
  value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`;

export const text =
  (options: { max: number; shape?: RegExp; wanted?: string; min?: number }): Reader<string> =>
  (value, place, { note }) => {
    if (typeof value !== 'string') note(place, 'wrong-kind', `text is wanted, not ${kindOf(value)}`);
    else if (value.length > options.max) note(place, 'too-large', `more than ${options.max} characters`);
    else if (options.shape && forbiddenNames.has(value))
      note(place, 'forbidden-name', `${value} is not allowed as a name`);
    else if (value.length < (options.min ?? 0)) note(place, 'bad-text', 'must not be empty');
    else if (options.shape && !options.shape.test(value))
      note(place, 'bad-text', `${quoted(value)} is not ${options.wanted ?? `of the shape ${options.shape.source}`}`);
    return value as string;
  };

export const wholeNumber =
  (from: number, to: number): Reader<number> =>
  (value, place, { note }) => {
    if (typeof value !== 'number') note(place, 'wrong-kind', `a number is wanted, not ${kindOf(value)}`);
    else if (!Number.isInteger(value) || value < from || value > to)
      note(place, 'bad-number', `a whole number from ${from} to ${to} is wanted, not ${value}`);
    return value as number;
  };

export const truth: Reader<boolean> = (value, place, { note }) => {
  if (typeof value !== 'boolean') note(place, 'wrong-kind', `true or false is wanted, not ${kindOf(value)}`);
  return value as boolean;
};

export const oneOf =
  <const T extends string | number>(allowed: readonly T[]): Reader<T> =>
  (value, place, { note }) => {
    if (!allowed.includes(value as T)) note(place, 'not-in-list', `${quoted(value)} is none of ${allowed.join(', ')}`);
    return value as T;
  };

export const orNull =
  <T>(reader: Reader<T>): Reader<T | null> =>
  (value, place, notes) =>
    value === null ? null : reader(value, place, notes);

export const list =
  <T>(reader: Reader<T>, max: number, min = 0): Reader<T[]> =>
  (value, place, notes) => {
    if (!Array.isArray(value)) {
      notes.note(place, 'wrong-kind', `a list is wanted, not ${kindOf(value)}`);
      return nothing();
    }
    if (value.length < min) notes.note(place, 'missing', `at least ${min} wanted`);
    if (value.length > max) {
      notes.note(place, 'too-large', `${value.length} entries, at most ${max} are allowed`);
      return nothing();
    }
    return value.map((entry, index) => reader(entry, `${place}[${index}]`, notes));
  };

/** two entries, each by its own reader */
export const pair =
  <A, B>(first: Reader<A>, second: Reader<B>): Reader<[A, B]> =>
  (value, place, notes) => {
    if (Array.isArray(value) && value.length === 2)
      return [first(value[0], `${place}[0]`, notes), second(value[1], `${place}[1]`, notes)];
    notes.note(place, 'wrong-kind', 'a list of two is wanted');
    return nothing();
  };

const below = (place: string, name: string): string => (place === '' ? name : `${place}.${name}`);

/** names that reach into an object's prototype: never a property, never a code; a label may say prototype */
export const forbiddenNames: ReadonlySet<string> = new Set(['__proto__', 'constructor', 'prototype']);

/** an object with free names, as a plain record of at most `max` entries */
export const texts =
  (reader: Reader<string>, max: number): Reader<Record<string, string>> =>
  (value, place, notes) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      notes.note(place, 'wrong-kind', `an object is wanted, not ${kindOf(value)}`);
      return nothing();
    }
    const entries = Object.entries(value);
    if (entries.length > max) notes.note(place, 'too-large', `more than ${max} entries`);
    for (const [name] of entries)
      if (forbiddenNames.has(name)) notes.note(place, 'forbidden-name', `${name} is not allowed as a name`);
    return Object.fromEntries(entries.map(([name, each]) => [name, reader(each, below(place, quoted(name)), notes)]));
  };

type Shape<R extends Readers, O extends Readers> = { [K in keyof R]: Read<R[K]> } & { [K in keyof O]?: Read<O[K]> };

/** An object with exactly these properties. Unknown ones are mistakes, so that a misspelt `formulla` is not silently dropped. */
export function object<R extends Readers, O extends Readers>(required: R, optional: O): Reader<Shape<R, O>> {
  return (value, place, notes) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      notes.note(place, 'wrong-kind', `an object is wanted, not ${kindOf(value)}`);
      return nothing();
    }
    const source = value as Record<string, unknown>;
    const names = Object.keys(source);
    for (const name of names) {
      if (forbiddenNames.has(name)) notes.note(place, 'forbidden-name', `${name} is not allowed as a name`);
      else if (!Object.hasOwn(required, name) && !Object.hasOwn(optional, name))
        notes.note(place, 'unknown-name', `there is no property ${quoted(name)}`);
    }
    const read: Record<string, unknown> = {};
    for (const [name, reader] of Object.entries(required)) {
      if (Object.hasOwn(source, name)) read[name] = reader(source[name], below(place, name), notes);
      else notes.note(below(place, name), 'missing', 'is missing');
    }
    for (const [name, reader] of Object.entries(optional)) {
      if (Object.hasOwn(source, name)) read[name] = reader(source[name], below(place, name), notes);
    }
    return read as Shape<R, O>;
  };
}
