/**
 * For what holds a button and what it opens: Escape there closes that, and no more; the focus goes back to the button.
 * @param close says whether anything was open.
 */
export function closes(box: HTMLElement, close: () => boolean): void {
  box.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !close()) return;
    event.stopPropagation();
    box.querySelector<HTMLElement>('[aria-expanded]')?.focus();
  });
}
