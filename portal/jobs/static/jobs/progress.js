// Brings progress bars up to date every two seconds; when the work is over, the page shows its result.
for (const box of document.querySelectorAll("[data-job]")) {
  const open = (state) => state === "waiting" || state === "running"
  const look = async () => {
    try {
      const answer = await fetch(box.dataset.job, { headers: { Accept: "text/html" } })
      if (!answer.ok) return
      if (!open(answer.headers.get("X-Job-State"))) return location.reload()
      box.querySelector("[data-job-bar]").innerHTML = await answer.text()
    } catch {
      // No network for a moment: ask again.
    }
    setTimeout(look, 2000)
  }
  if (open(box.dataset.jobState)) setTimeout(look, 2000)
}
