// Shared strings as nearly all programs write them: one plain text each. Rich, phonetic or otherwise written ones are left to the XML readers,
// which ask here first.
import type { ReadLimits } from '#core/workbook/limits.ts';
import { plainText } from './quick-xml.ts';

// eslint-disable-next-line no-control-regex
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/;
const head =
  /^\s*(?:<\?xml\s[^>]{0,200}\?>)?\s*<sst xmlns="http:\/\/(?:schemas\.openxmlformats\.org\/spreadsheetml\/2006\/main|purl\.oclc\.org\/ooxml\/spreadsheetml\/main)"(?: (?:count|uniqueCount)="\d{1,9}")*>/;

/** @returns the texts as they stand, entities told; undefined when the part is not of the simple kind */
export function readQuickStrings(text: string, part: string, limits: ReadLimits): string[] | undefined {
  const start = head.exec(text.slice(0, 600));
  if (!start || forbidden.test(text) || text.includes(']]>')) return undefined;
  const strings: string[] = [];
  let at = start[0].length;
  while (text.startsWith('<si><t', at)) {
    at += 6;
    if (text.startsWith('>', at)) at += 1;
    else if (text.startsWith(' xml:space="preserve">', at)) at += 22;
    else return undefined;
    const end = text.indexOf('<', at);
    if (!text.startsWith('</t></si>', end) || end - at > limits.textLength) return undefined;
    strings.push(plainText(text.slice(at, end), part, limits));
    if (strings.length > limits.cells) return undefined;
    at = end + 9;
    while (text.charCodeAt(at) === 10 || text.charCodeAt(at) === 13 || text.charCodeAt(at) === 32) at += 1;
  }
  return text.startsWith('</sst>', at) && text.slice(at + 6).trim() === '' ? strings : undefined;
}
