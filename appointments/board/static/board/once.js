// Pressing a button twice in a row is one press: the second answer would only say that the first one has been there.
document.addEventListener("submit", (event) => {
  const form = event.target
  if (form.dataset.sent) return event.preventDefault()
  form.dataset.sent = "yes"
  setTimeout(() => delete form.dataset.sent, 1000)
})
