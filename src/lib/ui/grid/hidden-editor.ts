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
  // After a selection the library selects the text of the hidden editor a moment later. When a key has opened the editor in that
  // moment, this would select the sign just typed and the next one would replace it: then there is nothing to select.
  hot.getFocusManager().setRefocusElementGetter(() => {
    const editor = editorOf(hot);
    return (editor?.isOpened() ? undefined : editor?.TEXTAREA) as HTMLElement; // its type says always, its code asks with `?.`
  });
  // Dictation, handwriting and the panel of signs put text in without any key: the library waits for a key and would lose it.
  const takeText = (event: Event): void => {
    const editor = editorOf(hot);
    const isComposing = event instanceof InputEvent && event.isComposing;
    if (!editor || editor.isOpened() || isComposing || event.target !== editor.TEXTAREA) return;
    const text = editor.TEXTAREA?.value ?? '';
    if (text === '') return;
    editor.beginEditing(); // empties the field, as for a key that is yet to write its sign
    editor.setValue(text);
    editor.TEXTAREA?.setSelectionRange(text.length, text.length);
  };
  node.addEventListener('input', takeText);
  return () => node.removeEventListener('input', takeText);
}
