// The page on which a transcript is mended: Ctrl+Enter saves from any turn, fields grow with their text.

function grow(field: HTMLTextAreaElement): void {
  const lines = field.value.split("\n").length + Math.floor(field.value.length / 72);
  field.rows = Math.min(Math.max(lines, 1), 12);
}

export function startMending(): void {
  const form = document.querySelector<HTMLFormElement>("form[data-mend]");
  form?.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  form?.addEventListener("input", (event) => {
    if (event.target instanceof HTMLTextAreaElement) grow(event.target);
  });
}
