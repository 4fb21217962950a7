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

const template = (...attributes) => attributes.map((attribute) => document.querySelector(`template[data-${attribute}"]`)).find(Boolean)
const copy = (found) => found.content.cloneNode(true)
const words = (...attributes) => template(...attributes)?.content.textContent ?? ""
const inWords = (moment, options) => new Intl.DateTimeFormat(locale, options).format(moment)
const unbroken = (text) => text.replaceAll(/\s/g, "\u00a0")
const civil = (day) => unbroken(inWords(new Date(`${day}T00:00:00Z`), { dateStyle: "long", timeZone: "UTC" }))
// in Moscow and with the zone's name, wherever the device stands; a page kept before it told the name says nothing
const moment = (date) =>
  [unbroken(inWords(date, { dateStyle: "long", timeStyle: "short", timeZone: "Europe/Moscow" })), words('zone="')].filter(Boolean).join(", ")
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
  const goesOn = answer.explanation === "renewed_since_printing" && answer.lists === "fresh" // Answer.goes_on of the portal does the same
  const uncompared = answer.result === "valid" && ["no_list", "no_place"].includes(answer.lists)
  shown(goesOn ? "goes_on" : uncompared ? "uncompared" : answer.result, answer)
}

// The templates of a kind come first; without one, that of every kind.
function shown(result, answer) {
  const kind = answer?.kind ?? ""
  const filled = document.createDocumentFragment()
  if (kind) filled.append(copy(template(`title="${kind}`)))
  filled.append(copy(template(`answer="${kind}:${result}`, `answer="${result}`)))
  if (kind) filled.append(lines(kind, answer))
  filled.append(copy(template('foot="')))
  const set = (name, text) => filled.querySelectorAll(`[data-field="${name}"]`).forEach((place) => { place.textContent = text })
  if (kind) set("explanation", words(`explanation="${kind}:${answer.explanation}`, `explanation="${answer.explanation}`))
  set("checked_at", moment(new Date()))
  answerBox.replaceChildren(filled)
  answerBox.focus()
  answerBox.scrollIntoView({ block: "start" })
}

function lines(kind, { content, issued_at, lists, list_as_of, list_age }) {
  const filled = copy(template(`lines="${kind}`))
  for (const row of filled.querySelectorAll("[data-line]")) {
    const { line, style, empty, unless } = row.dataset
    const values = line.split(" ").map((name) => content[name]).filter(Boolean)
    const same = unless && content[unless] === content[line]
    const value = (same ? "" : values.map((one) => inStyle(one, style)).join(" ")) || empty
    if (value) row.querySelector("bdi").textContent = value
    else row.remove()
  }
  const set = (name, text) => filled.querySelectorAll(`[data-field="${name}"]`).forEach((place) => { place.textContent = text })
  set("issued_at", moment(new Date(issued_at * 1000)))
  set("lists", words(`lists="${lists}`))
  set("list_as_of", list_as_of === null ? "" : `${moment(new Date(list_as_of * 1000))} (${ago(list_age)})`)
  return filled
}

function inStyle(value, style) {
  if (style === "text") return value
  if (style === "day") return civil(value)
  return names[style]?.[value] ?? (style === "citizenships" ? nameOfState(value) : value)
}

function nameOfState(code) {
  try {
    return new Intl.DisplayNames(locale, { type: "region" }).of(code)
  } catch {
    return code
  }
}

function ago(seconds) {
  const [unit, length] = [["day", 86400], ["hour", 3600], ["minute", 60]].find(([, size]) => seconds >= 2 * size) ?? ["minute", 60]
  return new Intl.RelativeTimeFormat(locale, { numeric: "always" }).format(-Math.max(1, Math.floor(seconds / length)), unit)
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
