// Saves what somebody writes by itself; without scripts the buttons of the form do the same.
const WAIT = 10_000; // milliseconds after the last letter; leaving a box saves at once
for (const box of document.querySelectorAll("[data-autosave]")) {
  const form = box.querySelector("form");
  const words = box.querySelector("[role=status]");
  let timer;
  let running = null;
  let changed = false;
  let ended = false;
  let failed = false;

  const post = async () => {
    const options = { method: "POST", body: new FormData(form), redirect: "manual", keepalive: true };
    const answer = await fetch(box.dataset.autosave, options);
    return answer.json(); // who is signed out gets a page, which is none
  };
  // Who signed in again in another tab has a new token, which stands on the page as it is now.
  const renew = async () => {
    const answer = await fetch(window.location.pathname, { redirect: "manual" });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    form.elements.csrfmiddlewaretoken.value = page.querySelector("[data-autosave] [name=csrfmiddlewaretoken]").value;
  };
  const send = async () => {
    changed = false;
    try {
      const { edition, text, again } = await post().catch(() => renew().then(post));
      if (edition) form.elements.opened_edition.value = edition;
      words.textContent = text;
      ended = again === false;
      failed = false;
    } catch {
      changed = failed = true;
      words.textContent = box.dataset.failed;
    }
    running = null;
  };
  const save = () => {
    clearTimeout(timer);
    if (changed && !running && !ended) running = send();
  };
  form.addEventListener("input", () => {
    changed = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  });
  form.addEventListener("change", save);
  document.addEventListener("visibilitychange", () => document.hidden && save());
  // A button waits for what is on its way, whose edition its form must carry; and where nothing
  // can be saved, it leaves the text where it is.
  form.addEventListener("submit", async (event) => {
    save();
    if (!running) return;
    event.preventDefault();
    await running;
    if (!failed) form.requestSubmit(event.submitter);
  });
}
