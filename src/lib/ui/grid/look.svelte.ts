// The person's set-up of the grid as reactive state; every change is kept on this computer at once.
import { freshLook, lawfulWidth, lookName, nextZoom, readLook, zoomSteps, type KeptLook } from './kept-look.ts';

export class Look {
  #kept = $state.raw<KeptLook>(freshLook);
  readonly #name: string;

  constructor(person: string, form: string) {
    this.#name = lookName(person, form);
    this.#kept = readLook(readStorage(this.#name));
  }

  get zoom(): number {
    return this.#kept.zoom;
  }
  get factor(): number {
    return this.#kept.zoom / 100;
  }
  get showsPane(): boolean {
    return this.#kept.showsPane;
  }
  get pane(): KeptLook['pane'] {
    return this.#kept.pane;
  }

  zoomTo(percent: number): void {
    this.#keep({ zoom: zoomSteps.find((step) => step === percent) ?? this.zoom });
  }
  zoomBy(step: 1 | -1): void {
    this.#keep({ zoom: nextZoom(this.zoom, step) });
  }

  /** pixels at 100 %; undefined: as planned */
  widthsOf(table: string): Readonly<Record<string, number>> | undefined {
    return this.#kept.widths[table];
  }
  setWidths(table: string, widths: Readonly<Record<string, number>> | undefined): void {
    const others = Object.entries(this.#kept.widths).filter(([code]) => code !== table);
    const lawful = Object.entries(widths ?? {}).map(([code, width]) => [code, lawfulWidth(width)] as const);
    this.#keep({
      widths: Object.fromEntries(widths ? [...others, [table, Object.fromEntries(lawful)]] : others)
    });
  }

  showPane(shows: boolean, pane: KeptLook['pane'] = this.pane): void {
    this.#keep({ showsPane: shows, pane });
  }

  isFolded(code: string): boolean {
    return this.#kept.folded.includes(code);
  }
  fold(codes: readonly string[], folds: boolean): void {
    const others = this.#kept.folded.filter((one) => !codes.includes(one));
    this.#keep({ folded: folds ? [...others, ...codes] : others });
  }

  #keep(change: Partial<KeptLook>): void {
    this.#kept = { ...this.#kept, ...change };
    try {
      localStorage.setItem(this.#name, JSON.stringify(this.#kept));
    } catch {
      // storage is full or forbidden: the set-up holds until the page is left
    }
  }
}

function readStorage(name: string): string | null {
  try {
    return localStorage.getItem(name);
  } catch {
    return null; // storage is forbidden here
  }
}
