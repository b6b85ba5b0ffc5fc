// A sheet being edited in this browser, as reactive state: opens, works, closes. No component, no HTML.
import type { OpenSheet, OpenSheetOptions } from './open-sheet.ts';
import type { SheetView } from './shown-sheet.ts';
import { workOnSheet, type OpenSheetParts } from './work-on-sheet.ts';

class ReactiveView implements SheetView {
  connection = $state<OpenSheet['connection']>('connecting');
  loaded = $state(false);
  waitingCount = $state(0);
  savedAt = $state<number | null>(null);
  status = $state.raw<OpenSheet['status']>(null);
  awayBecause = $state<OpenSheet['awayBecause']>(null);
  closedBecause = $state<OpenSheet['closedBecause']>(null);
  others = $state.raw<OpenSheet['others']>([]);
  findings = $state.raw<OpenSheet['findings']>([]);
  refused = $state.raw<OpenSheet['refused']>([]);
  keeping = $state<OpenSheet['keeping']>('kept');
  canUndo = $state(false);
  canRedo = $state(false);
}

/**
 * Opens a sheet: shows what this browser kept of it, then what the server says. Returns at once; `loaded` turns true when there is
 * something to show. Close it when the page is left.
 */
export function openSheet(options: OpenSheetOptions, parts: OpenSheetParts = {}): OpenSheet {
  const view = new ReactiveView();
  const work = workOnSheet(options, parts, view);
  return {
    ...work,
    get connection() {
      return view.connection;
    },
    get loaded() {
      return view.loaded;
    },
    get waitingCount() {
      return view.waitingCount;
    },
    get savedAt() {
      return view.savedAt;
    },
    get status() {
      return view.status;
    },
    get awayBecause() {
      return view.awayBecause;
    },
    get closedBecause() {
      return view.closedBecause;
    },
    get others() {
      return view.others;
    },
    get findings() {
      return view.findings;
    },
    get refused() {
      return view.refused;
    },
    get keeping() {
      return view.keeping;
    },
    get canUndo() {
      return view.canUndo;
    },
    get canRedo() {
      return view.canRedo;
    }
  };
}
