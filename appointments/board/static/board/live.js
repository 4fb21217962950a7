// Brings a part of a page up to date every few seconds while somebody can see it. Without scripts a reload does the same.
// What cannot be brought up to date says so: people wait for their number before it.
const LOST_AFTER = 3
const FROZEN = 10000 // milliseconds without an answer
for (const box of document.querySelectorAll("[data-live]")) {
  const pause = Number(box.dataset.livePause)
  let version = box.dataset.liveVersion
  const lost = document.querySelector("[data-live-lost]")
  let timer = 0
  let misses = 0
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
      const answer = await fetch(box.dataset.live, { headers: { "If-None-Match": version }, cache: "no-store", signal: AbortSignal.timeout(FROZEN) })
      if (answer.redirected || answer.status === 403 || answer.status === 404) return location.reload()
      if (answer.ok) {
        put(await answer.text())
        version = answer.headers.get("ETag")
      }
      misses = answer.ok || answer.status === 304 ? 0 : misses + 1
    } catch {
      misses += 1 // no network for a moment: ask again
    }
    lost.hidden = misses < LOST_AFTER
    timer = setTimeout(look, pause)
  }
  document.addEventListener("visibilitychange", () => { if (!document.hidden && !timer) look() })
  timer = setTimeout(look, pause)
}
