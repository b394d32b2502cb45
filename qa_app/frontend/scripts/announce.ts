// Says short texts to screen readers through two live regions that stand in the base page.

/** Speaks `text` when the reader is idle, or at once when `urgent`. */
export function announce(text: string, urgent = false): void {
  const region = document.getElementById(urgent ? "announce-now" : "announce");
  if (!region) return;
  region.textContent = "";
  // A change in a later task is announced even where the text is the same as before.
  setTimeout(() => {
    region.textContent = text;
  }, 60);
}

export function startAnnouncing(): void {
  document.addEventListener("qa:announce", (event) => {
    const { text, urgent } = (event as CustomEvent<{ text: string; urgent?: boolean }>).detail;
    announce(text, urgent);
  });
}
