// The parts of an office package: what each is by its content type, and where relationships lead.
import { Problem } from '#core/basics/problem.ts';
import type { ReadLimits } from '#core/workbook/limits.ts';
import { readXml } from './xml.ts';
import type { Zip } from './zip.ts';

export interface Relationship {
  id: string;
  /** last step of its type: 'worksheet', 'sharedStrings' … the same for the transitional and the strict names */
  type: string;
  /** name of the part in the zip */
  target: string;
}

/** Content type by part name (lower case, no leading /); `byExtension` answers for parts without an entry of their own. */
export interface ContentTypes {
  parts: ReadonlyMap<string, string>;
  byExtension: ReadonlyMap<string, string>;
}

export function readContentTypes(zip: Zip, limits: ReadLimits): ContentTypes {
  const parts = new Map<string, string>();
  const byExtension = new Map<string, string>();
  const name = '[Content_Types].xml';
  readXml(zip.read(name), name, limits, {
    open(element) {
      const type = element.attribute('ContentType') ?? '';
      const part = element.attribute('PartName');
      const extension = element.attribute('Extension');
      if (element.name === 'Override' && part !== undefined) parts.set(part.replace(/^\/+/, '').toLowerCase(), type);
      if (parts.size > limits.entries) throw new Problem('file-hostile', { because: 'too-many-parts', part: name });
      if (element.name === 'Default' && extension !== undefined) byExtension.set(extension.toLowerCase(), type);
    }
  });
  return { parts, byExtension };
}

/**
 * @param owner part whose relationships are asked; '' for the package itself
 * @returns [] when it has none. Links to outside (files, addresses) are left out: nothing outside is ever fetched.
 */
export function readRelationships(zip: Zip, owner: string, limits: ReadLimits): Relationship[] {
  const slash = owner.lastIndexOf('/') + 1;
  const name = `${owner.slice(0, slash)}_rels/${owner.slice(slash)}.rels`;
  if (!zip.has(name)) return [];
  const found: Relationship[] = [];
  readXml(zip.read(name), name, limits, {
    open(element) {
      if (element.name !== 'Relationship' || element.attribute('TargetMode')?.toLowerCase() === 'external') return;
      const type = element.attribute('Type') ?? '';
      found.push({
        id: element.attribute('Id') ?? '',
        type: type.slice(type.lastIndexOf('/') + 1),
        target: resolve(owner.slice(0, slash), element.attribute('Target') ?? '')
      });
      if (found.length > limits.entries) throw new Problem('file-hostile', { because: 'too-many-parts', part: name });
    }
  });
  return found;
}

/** '../worksheets/sheet1.xml' from 'xl/x/' → 'xl/worksheets/sheet1.xml'; '/xl/sheet.xml' is absolute */
function resolve(folder: string, target: string): string {
  const plain = target.replaceAll('\\', '/');
  const steps = plain.startsWith('/') ? [] : folder.split('/').filter(Boolean);
  for (const step of plain.split('/')) {
    if (step === '..') steps.pop();
    else if (step !== '' && step !== '.') steps.push(step);
  }
  return steps.join('/');
}
