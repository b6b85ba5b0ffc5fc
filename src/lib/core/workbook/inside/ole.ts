// The older container of office files (OLE compound file): only the names in its directory, which tell what it is.
import { Problem } from '#core/basics/problem.ts';

const free = 0xffffffff;

/**
 * @returns names of streams and storages, e.g. 'Workbook', 'EncryptedPackage'; at most 4,096 are looked at.
 *          Throws `file-unreadable` when the directory cannot be followed.
 */
export function oleNames(bytes: Uint8Array): string[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 512) throw new Problem('file-unreadable', { because: 'truncated' });
  const shift = view.getUint16(30, true);
  if (shift !== 9 && shift !== 12) throw new Problem('file-unreadable', { because: 'ole-directory' });
  const sectorBytes = 1 << shift;
  const names: string[] = [];
  let sector = view.getUint32(48, true);
  // each sector once at most: a chain that bites its tail would go on for ever
  for (let count = 0; sector < 0xfffffffa && count < 512; count++) {
    const from = (sector + 1) * sectorBytes;
    if (from + sectorBytes > bytes.length) throw new Problem('file-unreadable', { because: 'truncated' });
    for (let at = from; at < from + sectorBytes; at += 128) {
      const nameBytes = view.getUint16(at + 64, true);
      if (nameBytes < 2 || nameBytes > 64) continue;
      names.push(new TextDecoder('utf-16le').decode(bytes.subarray(at, at + nameBytes - 2)));
    }
    if (names.length > 4_096) break;
    sector = nextSector(view, sector, sectorBytes);
  }
  return names;
}

function nextSector(view: DataView, sector: number, sectorBytes: number): number {
  const perSector = sectorBytes / 4;
  const table = Math.floor(sector / perSector);
  if (table >= 109) return free; // the rest of the table of tables is elsewhere: files past 7 MB; their directory comes early
  const tableSector = view.getUint32(76 + table * 4, true);
  const at = (tableSector + 1) * sectorBytes + (sector % perSector) * 4;
  return at + 4 <= view.byteLength ? view.getUint32(at, true) : free;
}
