// Brings a part of a page up to date every few seconds while somebody can see it. Without scripts a reload does the same.
for (const box of document.querySelectorAll("[data-live]")) {
  const pause = Number(box.dataset.livePause)
  let version = box.dataset.liveVersion
  let timer = 0
  const put = (html) => {
    // Who stands on a button with the keyboard keeps standing on it.
    const stood = box.contains(document.activeElement) ? document.activeElement.id : ""
    box.innerHTML = html
    if (stood) document.getElementById(stood)?.focus()
  }
  const look = async () => {
    timer = 0
    if (document.hidden) return
    try {
      const answer = await fetch(box.dataset.live, { headers: { "If-None-Match": version }, cache: "no-store" })
      if (answer.redirected || answer.status === 403 || answer.status === 404) return location.reload()
      if (answer.ok) {
        put(await answer.text())
        version = answer.headers.get("ETag")
      }
    } catch {
      // No network for a moment: ask again.
    }
    timer = setTimeout(look, pause)
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !timer) look() })
  timer = setTimeout(look, pause)
}
