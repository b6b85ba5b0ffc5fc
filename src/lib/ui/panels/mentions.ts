// @ in a comment: what is being typed after it, who fits, and a text taken apart into names and the rest. Pure.
import type { TalkPerson } from './talk.svelte.ts';

/** The begun name before the caret, with the place of its @; undefined when there is none. An address (a@b) is no mention. */
export function begunMention(text: string, caret: number): { at: number; typed: string } | undefined {
  const found = /(?:^|[^A-Za-z0-9_.])[@＠]([^\s@＠]{0,20})$/u.exec(text.slice(0, caret));
  return found ? { at: caret - found[1]!.length - 1, typed: found[1]! } : undefined;
}

/** People whose name, department or unit holds what was typed; names that begin with it first. */
export function fittingPeople(people: readonly TalkPerson[], typed: string, most = 8): TalkPerson[] {
  const asked = typed.toLowerCase();
  const fits = people.filter(({ name, department, unitName }) =>
    [name, department ?? '', unitName].some((text) => text.toLowerCase().includes(asked))
  );
  const begins = ({ name }: TalkPerson) => name.toLowerCase().startsWith(asked);
  return [...fits.filter(begins), ...fits.filter((one) => !begins(one))].slice(0, most);
}

/** The text with the begun name made whole, and where the caret then stands. */
export function withMention(text: string, begun: { at: number; typed: string }, name: string) {
  const head = `${text.slice(0, begun.at)}@${name} `;
  return { text: head + text.slice(begun.at + 1 + begun.typed.length).replace(/^ /, ''), caret: head.length };
}

export interface TextPart {
  text: string;
  /** a person that is mentioned */
  person?: string;
}

/** The longest name counts where one is the beginning of another. */
export function partsOf(text: string, mentioned: readonly { person: string; name: string }[]): TextPart[] {
  const names = [...mentioned].sort((a, b) => b.name.length - a.name.length);
  const parts: TextPart[] = [];
  let plain = '';
  for (let at = 0; at < text.length;) {
    const hit = names.find(({ name }) => text.startsWith(`@${name}`, at));
    if (!hit) {
      plain += text[at++];
      continue;
    }
    if (plain !== '') parts.push({ text: plain });
    plain = '';
    parts.push({ text: `@${hit.name}`, person: hit.person });
    at += hit.name.length + 1;
  }
  return plain === '' ? parts : [...parts, { text: plain }];
}
