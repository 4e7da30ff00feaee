// Keeps a progress bar of components/progress.html fresh; without scripts the page refreshes itself.
for (const box of document.querySelectorAll("[data-progress-url]")) {
  const bar = box.querySelector("progress");
  const words = box.querySelector("[aria-live]");
  let failures = 0;
  const ask = async () => {
    try {
      const answer = await fetch(box.dataset.progressUrl, { headers: { Accept: "application/json" } });
      if (!answer.ok) throw new Error(answer.status);
      const { percent, text, finished } = await answer.json();
      failures = 0;
      bar.value = percent;
      bar.textContent = `${percent}%`;
      if (words.textContent !== text) words.textContent = text;
      if (finished) return window.location.reload();
    } catch {
      failures += 1;
    }
    setTimeout(ask, 2000 * Math.min(failures + 1, 10));
  };
  setTimeout(ask, 1000);
}
