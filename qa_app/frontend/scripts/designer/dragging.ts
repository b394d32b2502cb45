// Drags a question by its grip to another place, in its section or another one.

type Drop = (key: string, section: string, to: number) => void;
const MARKS = ["drop-b", "drop-a", "drop-in"];

interface Target {
  section: HTMLElement;
  row: HTMLElement | null;
  behind: boolean;
}

function targetAt(x: number, y: number, lifted: HTMLElement): Target | null {
  const under = document.elementFromPoint(x, y);
  const section = under?.closest<HTMLElement>("[data-section]");
  if (!section) return null;
  const row = under?.closest<HTMLElement>("li[data-key]") ?? null;
  if (row === lifted) return null;
  const box = row?.getBoundingClientRect();
  // The head of a section takes it to its start, the foot to its end.
  const behind = box ? y > box.top + box.height / 2 : !under?.closest(".d-head");
  return { section, row, behind };
}

function placeOf(target: Target, lifted: HTMLElement): number {
  const rows = [...target.section.querySelectorAll("li[data-key]")].filter((row) => row !== lifted);
  if (!target.row) return target.behind ? rows.length : 0;
  return rows.indexOf(target.row) + (target.behind ? 1 : 0);
}

function clear(root: HTMLElement): void {
  for (const marked of root.querySelectorAll(MARKS.map((mark) => `.${mark}`).join(","))) {
    marked.classList.remove(...MARKS);
  }
}

export function startDragging(root: HTMLElement, drop: Drop): void {
  root.addEventListener("pointerdown", (down) => {
    const grip = (down.target as Element).closest<HTMLElement>("[data-grip]");
    const lifted = grip?.closest<HTMLElement>("li[data-key]");
    if (!grip || !lifted || down.button !== 0) return;
    down.preventDefault();
    const list = lifted.closest<HTMLElement>(".d-list");
    const ended = new AbortController();
    let target: Target | null = null;
    lifted.classList.add("lift");
    const move = (event: PointerEvent) => {
      const edge = list?.getBoundingClientRect();
      if (list && edge && event.clientY < edge.top + 32) list.scrollTop -= 12;
      if (list && edge && event.clientY > edge.bottom - 32) list.scrollTop += 12;
      clear(root);
      target = targetAt(event.clientX, event.clientY, lifted);
      if (target?.row) target.row.classList.add(target.behind ? "drop-a" : "drop-b");
      else target?.section.classList.add("drop-in");
    };
    const end = (dropped: boolean) => {
      ended.abort();
      lifted.classList.remove("lift");
      clear(root);
      const section = target?.section.dataset["section"];
      const key = lifted.dataset["key"];
      if (dropped && target && section && key) drop(key, section, placeOf(target, lifted));
    };
    const { signal } = ended;
    document.addEventListener("pointermove", move, { signal });
    document.addEventListener("pointerup", () => end(true), { signal });
    document.addEventListener("pointercancel", () => end(false), { signal });
    document.addEventListener("keydown", (key) => key.key === "Escape" && end(false), { signal });
  });
}
