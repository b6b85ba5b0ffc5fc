// The library keeps its closed editor focused, so that input methods have a place to write. Two things it does not see are mended here.
import type HandsontableType from 'handsontable/base';

/** what a text editor of the library has beyond its published type */
interface TextEditor {
  TEXTAREA?: HTMLTextAreaElement;
  isOpened(): boolean;
  beginEditing(): void;
  setValue(text: string): void;
}

const editorOf = (hot: HandsontableType): TextEditor | undefined => hot.getActiveEditor() as TextEditor | undefined;

/** The field has the focus while cells are gone through: what a screen reader says of the cell is its name. */
export function nameHiddenEditor(hot: HandsontableType, name: string): void {
  editorOf(hot)?.TEXTAREA?.setAttribute('aria-label', name);
}

/** @returns stops watching */
export function watchHiddenEditor(hot: HandsontableType, node: HTMLElement): () => void {
  // A moment after a selection the library selects the text of the closed field, so that the next sign replaces it. Ours is empty
  // (cell-editor.ts): when there is a text, a key or a composition has begun it in that moment, and the next sign must not replace it.
  hot.getFocusManager().setRefocusElementGetter(() => {
    const field = closedField(hot);
    // selecting it takes the focus too: who has gone on to a panel in that moment is not called back
    const isElsewhere = document.activeElement !== document.body && !node.contains(document.activeElement);
    return (field?.value === '' && !isElsewhere ? field : undefined) as HTMLElement; // its type says always, its code asks with `?.`
  });
  // The library gives the focus to the cell first and to the field a moment later: a composition that began between would have no place.
  const refocus = ({ target }: FocusEvent): void => {
    const field = closedField(hot);
    if (field && target instanceof HTMLTableCellElement) field.focus({ preventScroll: true });
  };
  // Handwriting and some input methods begin a composition without a key: the library waits for a key.
  const beginComposing = ({ target }: CompositionEvent): void => {
    if (target === closedField(hot)) editorOf(hot)?.beginEditing();
  };
  // Dictation and the panel of signs put text in without key and composition.
  const takeText = (event: Event): void => {
    const editor = editorOf(hot);
    const isComposing = event instanceof InputEvent && event.isComposing;
    if (!editor || isComposing || event.target !== closedField(hot)) return;
    const text = editor.TEXTAREA?.value ?? '';
    if (text === '') return;
    editor.beginEditing(); // empties the field, as for a key that is yet to write its sign
    editor.setValue(text);
    editor.TEXTAREA?.setSelectionRange(text.length, text.length);
  };
  node.addEventListener('focusin', refocus);
  node.addEventListener('compositionstart', beginComposing);
  node.addEventListener('input', takeText);
  return () => {
    node.removeEventListener('focusin', refocus);
    node.removeEventListener('compositionstart', beginComposing);
    node.removeEventListener('input', takeText);
  };
}

/** the field of the selected cell while no text is being written into it */
function closedField(hot: HandsontableType): HTMLTextAreaElement | undefined {
  const editor = editorOf(hot);
  return editor?.isOpened() ? undefined : editor?.TEXTAREA;
}
