// Keys of the queue (WCAG 2.1.4: each person can switch them off, and then this is not loaded).
// The page does everything without them: here a key only moves focus or presses what is there.
const help = document.querySelector("[data-shortcuts]");
const links = [...document.querySelectorAll(".carp-table tbody th a")];
const row = () => document.activeElement.closest(".carp-table tbody tr");
const go = (step) => {
  const at = links.findIndex((link) => link.closest("tr") === row());
  const next = links[at < 0 ? 0 : Math.min(Math.max(at + step, 0), links.length - 1)];
  if (next) next.focus();
};
const box = () => row() && row().querySelector("input[type=checkbox]");
const acts = {
  j: () => go(1),
  k: () => go(-1),
  o: () => row() && row().querySelector("a").click(),
  x: () => box() && box().click(),
  a: () => {
    const form = document.getElementById("bulk");
    if (!form || !box() || !help.dataset.me) return;
    for (const other of form.querySelectorAll("input[type=checkbox]")) other.checked = other === box();
    form.querySelector("[name=to]").value = help.dataset.me;
    form.requestSubmit();
  },
  "/": () => document.getElementById("id_q").focus(),
  "?": () => {
    help.open = !help.open;
    help.querySelector("summary").focus();
  },
};
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  const act = Object.hasOwn(acts, event.key) && acts[event.key];
  if (!act) return;
  event.preventDefault();
  act();
});
