// Entry of the designer: saves while one types, opens parts without leaving the page, keys, dragging.
import htmx from "htmx.org";
import { announce } from "./announce";
import { startDragging } from "./designer/dragging";
import { startDesignerKeys } from "./designer/keys";
import { keepTypedWeights, unmark, unsavedWeights } from "./designer/weights";
import { say } from "./designer/words";

const TYPING_MS = 700;
const designer = document.getElementById("designer");
const saved = new WeakMap<HTMLFormElement, string>();
let queue: Promise<unknown> = Promise.resolve();
let timer: number | undefined;
let waiting = 0;
let weightsSent = false;

const editor = (): HTMLElement | null => document.getElementById("editor");
const openForm = (): HTMLFormElement | null =>
  document.querySelector<HTMLFormElement>("#editor form[data-autosave]");

function text(form: HTMLFormElement): string {
  return new URLSearchParams(
    [...new FormData(form)].filter(([name]) => name !== "revision") as [string, string][],
  ).toString();
}

/** Says how the draft stands; only where all is saved may the page say that it is ready. */
function showState(words: string, kind: string, state: string): void {
  document.getElementById("state")?.setAttribute("data-state", state);
  const line = document.querySelector("#state .saved");
  if (!line) return;
  line.className = `saved ${kind}`;
  const span = line.querySelector("span");
  if (span) span.textContent = words;
}

/** Sends one request after all before it were answered, and puts the answer on the page. */
function send(verb: "get" | "post", path: string, values?: FormData): Promise<void> {
  waiting += 1;
  if (verb === "post") showState(say("saving"), "wait", "saving");
  const turn = queue.then(async () => {
    // Each answer raises the revision; a request in the queue must carry the newest.
    values?.set("revision", document.getElementById("state")?.dataset["revision"] ?? "");
    weightsSent = path === designer?.dataset["arrange"];
    await htmx.ajax(verb, path, {
      source: "#designer",
      target: "#editor",
      swap: "outerHTML",
      ...(values ? { values: values as unknown as Record<string, string> } : {}),
    });
  });
  queue = turn.catch(() => undefined).finally(() => {
    waiting -= 1;
    const form = openForm();
    if (form && !saved.has(form)) saved.set(form, text(form));
    mark();
    markFields();
    const left = document.getElementById("state")?.dataset["state"] === "saved" ? unsavedWeights()[0] : undefined;
    if (left) showState(say("weight"), "lost", "refused");
  });
  return queue as Promise<void>;
}

function save(form: HTMLFormElement): void {
  clearTimeout(timer);
  timer = undefined;
  const now = text(form);
  if (saved.get(form) === now) return;
  saved.set(form, now);
  void send("post", form.action, new FormData(form));
}

function flush(): void {
  const form = openForm();
  if (form) save(form);
}

/** Opens a part of the draft; what was typed before is saved first. */
async function open(at: string, focus = false): Promise<void> {
  flush();
  const path = `${designer?.dataset["edit"] ?? ""}?at=${encodeURIComponent(at)}`;
  await send("get", path);
  history.replaceState(null, "", path);
  if (matchMedia("(max-width: 899px)").matches) editor()?.scrollIntoView();
  if (focus) editor()?.focus();
}

/** Lets the list do something: add, move, duplicate, remove; see arranging.py. */
async function arrange(act: string, more: Record<string, string> = {}): Promise<void> {
  flush();
  const values = new FormData();
  values.set("at", editor()?.dataset["at"] ?? "");
  // Only what was typed here: the other weights may have been changed by somebody else.
  for (const field of unsavedWeights()) values.set(field.name, field.value);
  values.set("do", act);
  for (const [name, value] of Object.entries(more)) values.set(name, value);
  await send("post", designer?.dataset["arrange"] ?? "", values);
  if (act.startsWith("add")) document.querySelector<HTMLElement>("#f-text, #editor #f-title")?.focus();
  else if (act.startsWith("remove")) editor()?.focus();
}

async function undo(): Promise<void> {
  flush();
  await queue;
  const form = document.querySelector<HTMLFormElement>("#state form");
  if (!form || form.querySelector("[aria-disabled=true]")) return;
  const values = new FormData(form);
  values.set("at", editor()?.dataset["at"] ?? "");
  await send("post", form.action, values);
  announce(document.querySelector("#state .saved")?.textContent ?? "");
}

/** Shows in the list which part is open. */
function mark(): void {
  const at = editor()?.dataset["at"];
  for (const link of document.querySelectorAll<HTMLElement>("#outline a[data-at]")) {
    const here = link.dataset["at"] === at;
    if (here) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
    link.closest(".d-row:not(.d-head)")?.classList.toggle("on", here);
    if (here) link.scrollIntoView({ block: "nearest" });
  }
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  event.preventDefault();
  const button = event.submitter as HTMLButtonElement | null;
  if (form.id === "outline") void arrange(button?.value ?? "");
  else if (form.closest("#state")) void undo();
  else if (button?.name === "do") {
    clearTimeout(timer);
    const values = new FormData(form);
    values.set("do", button.value);
    void send("post", form.action, values);
  } else {
    saved.delete(form);
    clearTimeout(timer);
    saved.set(form, text(form));
    void send("post", form.action, new FormData(form));
  }
}

/** Says that something is typed and not saved, or again that all is, where it was typed back. */
function typed(): void {
  const form = openForm();
  const state = document.getElementById("state")?.dataset["state"];
  const refused = document.querySelector("#editor [aria-invalid=true]");
  if (unsavedWeights().length || (form && saved.get(form) !== text(form))) showState(say("typed"), "wait", "typed");
  else if (state === "typed" && !refused) showState(say("saved"), "", "saved");
}

/** Marks the fields of the open form at which something is said to be wrong. */
function markFields(): void {
  for (const field of document.querySelectorAll<HTMLElement>("#editor [id^=f-][aria-describedby^=at-]")) {
    const place = field.getAttribute("aria-describedby") ?? "";
    if (place.slice("at-".length) !== field.id.slice("f-".length)) continue;
    if (document.getElementById(place)?.querySelector(".error")) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  }
}

if (designer) {
  designer.classList.add("d-live");
  const first = openForm();
  if (first) saved.set(first, text(first));
  designer.addEventListener("submit", onSubmit);
  markFields();
  designer.addEventListener("input", (event) => {
    const field = event.target as HTMLInputElement;
    if (field.classList.contains("d-weight")) unmark(field);
    if (field.closest("#outline, form[data-autosave]")) typed();
    const form = (event.target as Element).closest<HTMLFormElement>("form[data-autosave]");
    if (!form) return;
    clearTimeout(timer);
    timer = setTimeout(() => save(form), TYPING_MS);
  });
  designer.addEventListener("change", (event) => {
    const form = (event.target as Element).closest("form");
    if (form?.id === "outline") void arrange("");
    else if (form?.hasAttribute("data-autosave")) save(form);
  });
  designer.addEventListener("click", (event) => {
    const link = (event.target as Element).closest<HTMLElement>("a[data-at]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    void open(link.dataset["at"] ?? "card");
  });
  document.addEventListener("htmx:sendError", () => {
    const form = openForm();
    if (form) saved.delete(form);
    showState(say("unsaved"), "lost", "lost");
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) flush();
  });
  window.addEventListener("beforeunload", (event) => {
    const form = openForm();
    const open = form && saved.get(form) !== text(form);
    if (waiting || open || unsavedWeights().length) event.preventDefault();
  });
  keepTypedWeights(() => weightsSent);
  startDragging(designer, (key, section, to) => {
    void arrange(`place:question:${key}`, { section, to: String(to) });
    announce(say("dropped"));
  });
  startDesignerKeys({ open, arrange, undo });
}
