// A typed word before something that cannot be undone: the button waits until it stands there.

function match(form: HTMLFormElement): void {
  const wanted = form.dataset["confirmWord"] ?? "";
  const field = form.querySelector<HTMLInputElement>("[name=confirm]");
  const button = form.querySelector<HTMLButtonElement>("[type=submit]");
  const same = field?.value.trim() === wanted;
  button?.setAttribute("aria-disabled", String(!same));
}

export function startConfirming(): void {
  for (const form of document.querySelectorAll<HTMLFormElement>("form[data-confirm-word]")) match(form);
  document.addEventListener("input", (event) => {
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-confirm-word]");
    if (form) match(form);
  });
}
