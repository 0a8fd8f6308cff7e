import { byId } from './dom.js';

/** @type {HTMLInputElement} */ const picture = byId('picture');
const target = byId('drop');

/**
 * Takes pictures that are chosen, pasted anywhere or dropped anywhere, and text
 * that is dropped anywhere: otherwise the browser would navigate to a dropped
 * file, and a dropped text would go into any field.
 *
 * @param {(file: Blob) => Promise<void>} takePicture
 * @param {(text: string) => void} takeText
 */
export function startIntake(takePicture, takeText) {
  picture.addEventListener('change', async () => {
    const [file] = picture.files ?? [];
    if (file) await takePicture(file);
    picture.value = ''; // so that choosing the same file again is a change
  });
  addEventListener('paste', (event) => {
    const [file] = event.clipboardData?.files ?? [];
    if (file) takePicture(file);
  });
  addEventListener('dragover', (event) => {
    event.preventDefault();
    target.classList.toggle('dragging', event.dataTransfer?.types.includes('Files'));
  });
  addEventListener('dragleave', () => target.classList.remove('dragging'));
  addEventListener('drop', (event) => {
    event.preventDefault();
    target.classList.remove('dragging');
    const [file] = event.dataTransfer?.files ?? [];
    const text = event.dataTransfer?.getData('text/plain');
    if (file) takePicture(file);
    else if (text) takeText(text);
  });
}
