// Sends chosen files ahead in pieces (tus 1.0), so that a broken connection costs one piece only.
// Without this module the form sends the files itself, as forms do.
import { announce } from "./announce";
import { Sending, type State } from "./upload/sending";
import { word } from "./words";

interface Row {
  sending: Sending;
  item: HTMLLIElement;
  bar: HTMLProgressElement;
  note: HTMLElement;
  pause: HTMLButtonElement;
}

const form = document.querySelector<HTMLFormElement>("form[data-pieces]");
if (form) start(form);

function start(form: HTMLFormElement): void {
  const input = form.querySelector<HTMLInputElement>('input[type="file"]');
  const list = form.querySelector<HTMLUListElement>("[data-uploads]");
  const total = form.querySelector<HTMLElement>("[data-uploads-total]");
  const zone = form.querySelector<HTMLElement>(".drop");
  if (!input || !list || !total || !zone) return;
  // What is sent ahead is no longer in the field; the server says where nothing was chosen.
  input.required = false;
  const rows: Row[] = [];
  let wanted = false;
  /** The button that was pressed: it says whether to look first or to import at once. */
  let pressed: HTMLElement | null = null;

  const take = (files: Iterable<File>): void => {
    for (const file of files) rows.push(addRow(form, list, file, changed));
    input.value = "";
    changed();
  };

  function changed(): void {
    const alive = rows.filter((row) => row.sending.state !== "cancelled");
    const all = alive.reduce((sum, row) => sum + row.sending.file.size, 0);
    const sent = alive.reduce((sum, row) => sum + row.sending.sent, 0);
    const percent = all ? Math.floor((100 * sent) / all) : 0;
    total!.hidden = !alive.length;
    total!.textContent = word(alive.length === 1 ? "uploadTotalOne" : "uploadTotal", { count: alive.length, percent });
    // One at a time: the connection is one, and the first file is whole the sooner.
    if (!alive.some((row) => row.sending.state === "sending" || row.sending.state === "lost")) {
      void alive.find((row) => row.sending.state === "waiting")?.sending.run();
    }
    const open = alive.some((row) => ["waiting", "sending", "lost", "paused"].includes(row.sending.state));
    // Whoever has taken all files out again does not want to import nothing.
    if (!alive.some((row) => row.sending.state !== "refused")) wanted = false;
    if (wanted && !open) form.requestSubmit(pressed);
  }

  input.addEventListener("change", () => take(input.files ?? []));
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.classList.add("over");
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    zone.addEventListener(kind, () => zone.classList.remove("over"));
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    take(event.dataTransfer?.files ?? []);
  });
  form.addEventListener("submit", (event) => {
    const alive = rows.filter((row) => !["cancelled", "refused"].includes(row.sending.state));
    if (alive.every((row) => row.sending.state === "done")) {
      for (const row of alive) addToken(form, row.sending.token);
      return;
    }
    event.preventDefault();
    wanted = true;
    pressed = event.submitter;
    announce(word("uploadFirst"));
    total.textContent = word("uploadFirst");
  });
}

function addToken(form: HTMLFormElement, token: string): void {
  const field = document.createElement("input");
  field.type = "hidden";
  field.name = "pieces";
  field.value = token;
  form.append(field);
}

function addRow(form: HTMLFormElement, list: HTMLElement, file: File, changed: () => void): Row {
  const template = form.querySelector<HTMLTemplateElement>("template[data-upload]")!;
  const item = template.content.firstElementChild!.cloneNode(true) as HTMLLIElement;
  const part = <T extends HTMLElement>(name: string): T => item.querySelector<T>(`[data-part="${name}"]`)!;
  const bar = part<HTMLProgressElement>("bar");
  const pause = part<HTMLButtonElement>("pause");
  const cancel = part<HTMLButtonElement>("cancel");
  part("name").textContent = file.name;
  bar.max = file.size || 1;
  bar.setAttribute("aria-label", file.name);
  cancel.setAttribute("aria-label", word("uploadCancel", { name: file.name }));
  const row: Row = { item, bar, pause, note: part("note"), sending: undefined as never };
  row.sending = new Sending(file, form.dataset.pieces!, Number(form.dataset.pieceBytes), Number(form.dataset.most), () => {
    show(row);
    changed();
  });
  pause.addEventListener("click", () => row.sending.toggle());
  cancel.addEventListener("click", () => {
    void row.sending.cancel();
    item.remove();
    changed();
  });
  list.append(item);
  show(row);
  return row;
}

function show({ sending, bar, note, pause }: Row): void {
  bar.value = sending.sent;
  const percent = sending.file.size ? Math.floor((100 * sending.sent) / sending.file.size) : 0;
  note.textContent = word(`upload-${sending.state}`, { percent, why: sending.why });
  pause.hidden = !(["sending", "lost", "paused"] as State[]).includes(sending.state);
  pause.textContent = word(sending.state === "paused" ? "uploadResume" : "uploadPause");
  pause.setAttribute("aria-label", `${pause.textContent}: ${sending.file.name}`);
  if (sending.state === "done" || sending.state === "refused") announce(`${sending.file.name}: ${note.textContent}`);
}
