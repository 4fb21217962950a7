// The page /check/qr/: camera, picture or text -> verdict, in the browser. Without this script the form asks the portal.
import { KeyRing } from "./credential/signatures.mjs"
import * as store from "./credential/store.mjs"
import { verify } from "./credential/verify.mjs"

const part = (id) => document.getElementById(id)
const [form, settings, answerBox] = [part("main-form"), part("with-scripts"), part("answer")]
const language = document.documentElement.lang
const locale = language === "en" ? "en-GB" : language // days first, as everywhere on the portal
const names = JSON.parse(part("names").textContent)
let decoder, stream

const inWords = (moment, options) => new Intl.DateTimeFormat(locale, options).format(moment)
const civil = (day) => inWords(new Date(`${day}T00:00:00Z`), { dateStyle: "long", timeZone: "UTC" })
const moment = (date) => inWords(date, { dateStyle: "long", timeStyle: "short" })
const show = (id, visible) => { part(id).hidden = !visible }

if (globalThis.crypto?.subtle && globalThis.caches) begin()

function begin() {
  for (const id of ["with-scripts", "offline", "sent-nothing"]) show(id, true)
  form.addEventListener("submit", (event) => { event.preventDefault(); submitted() })
  part("start-camera").addEventListener("click", startCamera)
  part("stop-camera").addEventListener("click", stopCamera)
  part("prepare").addEventListener("click", prepare)
  caches.open("check-qr").then((cache) => cache.put("/check/qr/?language", new Response(language))).catch(() => {})
  showKept()
  if (store.keptAt() && navigator.onLine) store.fetchAll().then(showKept, () => {})
}

async function submitted() {
  const [picture] = form.elements.picture.files
  const typed = form.elements.text.value.replace(/^[\r\n\t]+|[\r\n\t]+$/g, "")
  if (!picture && !typed) return form.elements.picture.focus()
  show("working", true)
  try {
    const text = picture ? await textIn(await drawn(picture)) : typed
    await (text === null ? shown("no_code") : judge(text))
  } finally {
    show("working", false)
    form.reset()
  }
}

async function judge(text) {
  const published = await store.keys()
  if (!published) {
    show("offline-none", true)
    return part("offline").scrollIntoView()
  }
  const now = Math.floor(Date.now() / 1000)
  const answer = await verify(text, { ring: new KeyRing(published), fetchList: store.list, seen: store.seen, now })
  const renewed = answer.explanation === "renewed_since_printing" && answer.lists === "fresh" // words.py does the same
  shown(renewed ? "renewed" : answer.result, answer)
}

function shown(result, answer) {
  const filled = document.querySelector(`template[data-answer="${result}"]`).content.cloneNode(true)
  const set = (name, text) => filled.querySelectorAll(`[data-field="${name}"]`).forEach((place) => { place.textContent = text })
  const words = (kind, code) => document.querySelector(`template[data-${kind}="${code}"]`)?.content.textContent ?? ""
  if (answer?.content) {
    const { content } = answer
    for (const name of ["name", "citizenship"]) set(name, content[name])
    for (const name of ["birth_date", "issued_on", "begins_on", "paid_through", "valid_through"]) set(name, content[name] ? civil(content[name]) : "")
    if (!content.valid_through) filled.querySelector("[data-extended]")?.remove()
    set("order", content.order)
    set("full_number", `${content.series} ${content.number}`)
    set("region", names.regions[content.region] ?? content.region)
    set("profession", names.professions[content.profession] ?? content.profession)
    set("issued_at", moment(new Date(answer.issued_at * 1000)))
    set("explanation", words("explanation", answer.explanation))
    set("lists", words("lists", answer.lists))
    set("list_as_of", answer.list_as_of === null ? "" : moment(new Date(answer.list_as_of * 1000)))
  }
  set("checked_at", moment(new Date()))
  answerBox.replaceChildren(filled)
  answerBox.focus()
  answerBox.scrollIntoView({ block: "start" })
}

async function textIn(picture) {
  if (!decoder) {
    decoder = await import(new URL(settings.dataset.decoder, location.href).href)
    decoder.prepare(settings.dataset.wasm)
  }
  return decoder.textIn(picture)
}

// A photo of 12 megapixels is read as well at a fifth of that, and much sooner.
async function drawn(picture) {
  try {
    const bitmap = await createImageBitmap(picture)
    const scale = Math.min(1, 2000 / Math.max(bitmap.width, bitmap.height))
    return pixels(bitmap, Math.max(1, Math.round(bitmap.width * scale)), Math.max(1, Math.round(bitmap.height * scale)))
  } catch {
    return new ImageData(1, 1)
  }
}

function pixels(source, width, height) {
  const canvas = Object.assign(document.createElement("canvas"), { width, height })
  const context = canvas.getContext("2d", { willReadFrequently: true })
  context.drawImage(source, 0, 0, width, height)
  return context.getImageData(0, 0, width, height)
}

async function startCamera() {
  const viewfinder = part("viewfinder")
  try {
    stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment", width: { ideal: 1920 }, height: { ideal: 1080 } } })
  } catch {
    return show("camera-refused", true)
  }
  show("camera", true)
  viewfinder.srcObject = stream
  await viewfinder.play()
  const mine = stream
  while (stream === mine) {
    const text = viewfinder.videoWidth ? await textIn(pixels(viewfinder, viewfinder.videoWidth, viewfinder.videoHeight)) : null
    if (text !== null && stream === mine) {
      stopCamera()
      return judge(text)
    }
    await new Promise((resolve) => { setTimeout(resolve, 150) })
  }
}

function stopCamera() {
  stream?.getTracks().forEach((track) => track.stop())
  stream = undefined
  show("camera", false)
}

async function prepare() {
  state("working")
  try {
    const registration = await navigator.serviceWorker.register(settings.dataset.worker, { scope: "/check/qr/" })
    await installed(registration)
    await store.fetchAll()
    showKept()
  } catch {
    state("failed")
  }
}

// Rejects when the files of the page could not be fetched.
const installed = (registration) => new Promise((resolve, reject) => {
  if (registration.active && !registration.installing) return resolve()
  const worker = registration.installing ?? registration.waiting
  worker.addEventListener("statechange", () => {
    if (worker.state === "activated") resolve()
    if (worker.state === "redundant") reject(new Error("not installed"))
  })
})

function showKept() {
  const kept = store.keptAt()
  if (kept) part("offline-moment").textContent = moment(kept)
  state(kept ? "ready" : "none")
}

function state(current) {
  for (const name of ["none", "ready", "failed", "working"]) show(`offline-${name}`, name === current)
}
