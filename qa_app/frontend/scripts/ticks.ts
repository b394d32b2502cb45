// One box that ticks all others of a name on the page: data-tick-all="the name".
export function startTicks(): void {
  document.addEventListener("change", (event) => {
    const box = event.target as HTMLInputElement;
    const name = box.dataset["tickAll"];
    if (!name || !box.form) return;
    for (const one of box.form.querySelectorAll<HTMLInputElement>(`input[type=checkbox][name="${name}"]`)) {
      one.checked = box.checked;
    }
  });
}
