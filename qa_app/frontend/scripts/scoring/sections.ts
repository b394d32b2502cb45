// The section that is marked above the questions: the focused question's, and while one scrolls, the one read.

// A question that is focused scrolls into view by itself; that is not somebody reading elsewhere.
const SETTLES_MS = 200;

export class SectionSpy {
  private moved = -Infinity;
  private waiting = false;

  constructor(private readonly pane: HTMLElement) {
    const scrolled = () => {
      // The pane scrolls, on a narrow screen the whole page; another item brings another pane.
      if (!pane.isConnected) document.removeEventListener("scroll", scrolled, true);
      else this.soon();
    };
    document.addEventListener("scroll", scrolled, { capture: true, passive: true });
  }

  /** Marks the section of a question that has become the focused one. */
  follow(question: HTMLElement): void {
    this.moved = performance.now();
    let heading = question.previousElementSibling;
    while (heading && heading.tagName !== "H2") heading = heading.previousElementSibling;
    mark(heading);
  }

  private soon(): void {
    if (this.waiting) return;
    this.waiting = true;
    requestAnimationFrame(() => {
      this.waiting = false;
      if (performance.now() - this.moved > SETTLES_MS) mark(this.read());
    });
  }

  private read(): Element | null {
    const headings = [...this.pane.querySelectorAll("h2[data-letter]")];
    const box = this.pane.getBoundingClientRect();
    const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
    // What is read stands at the top at first and at the bottom in the end, where short sections are.
    const line = top + (bottom - top) * this.progress();
    const passed = headings.filter((one) => one.getBoundingClientRect().top <= line);
    return passed.at(-1) ?? headings[0] ?? null;
  }

  /** How far is scrolled, 0 to 1. */
  private progress(): number {
    const inside = this.pane.scrollHeight > this.pane.clientHeight + 1;
    const scroller = inside ? this.pane : (document.scrollingElement ?? this.pane);
    const way = scroller.scrollHeight - scroller.clientHeight;
    return way > 0 ? scroller.scrollTop / way : 0;
  }
}

function mark(heading: Element | null): void {
  for (const link of document.querySelectorAll<HTMLElement>("#sections a")) {
    if (!heading || link.getAttribute("href") !== `#${heading.id}`) link.removeAttribute("aria-current");
    else if (!link.hasAttribute("aria-current")) {
      link.setAttribute("aria-current", "true");
      bringIntoRow(link);
    }
  }
}

/** Only the row of sections moves, never the page that somebody scrolls. */
function bringIntoRow(link: HTMLElement): void {
  const row = link.parentElement;
  const own = link.getBoundingClientRect();
  const box = row?.getBoundingClientRect();
  if (!row || !box) return;
  if (own.left < box.left) row.scrollLeft -= box.left - own.left;
  else if (own.right > box.right) row.scrollLeft += own.right - box.right;
}
