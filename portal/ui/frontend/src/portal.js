// Scripts only add: every page works without them.
import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs"
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs"
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs"

document.body.classList.add("js-enabled", "govuk-frontend-supported")

for (const Component of [Button, ErrorSummary, SkipLink]) {
  for (const element of document.querySelectorAll(`[data-module="${Component.moduleName}"]`)) {
    new Component(element)
  }
}

// A time that is kept: counts by the clock of the page, from what the server says is left. At the end the page asks the server again.
for (const line of document.querySelectorAll("[data-countdown]")) {
  const end = performance.now() + Number(line.dataset.countdown) * 1000
  const shown = line.querySelector("[role=timer]")
  const tick = () => {
    const left = Math.max(0, Math.ceil((end - performance.now()) / 1000))
    shown.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`
    if (left === 0) {
      clearInterval(timer)
      location.reload()
    }
  }
  const timer = setInterval(tick, 1000)
  tick()
  line.hidden = false
}
