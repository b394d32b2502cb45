// Native <dialog>: opened by data-dialog="its id", closed by data-dialog-close or Escape.

/** Opens the dialog of that id; false where the page has none. */
export function openDialog(id: string): boolean {
  const dialog = document.getElementById(id);
  if (!(dialog instanceof HTMLDialogElement)) return false;
  if (!dialog.open) dialog.showModal();
  return true;
}

export function startDialogs(): void {
  document.addEventListener("click", (event) => {
    const target = event.target as Element;
    const opener = target.closest<HTMLElement>("[data-dialog]");
    if (opener?.dataset["dialog"] && openDialog(opener.dataset["dialog"])) event.preventDefault();
    if (target.closest("[data-dialog-close]")) target.closest("dialog")?.close();
    // The backdrop belongs to the dialog element itself; a click on it leaves the dialog.
    if (target instanceof HTMLDialogElement && !target.hasAttribute("data-stay")) {
      const box = target.getBoundingClientRect();
      const { clientX: x, clientY: y } = event;
      if (x < box.left || x > box.right || y < box.top || y > box.bottom) target.close();
    }
  });
}
