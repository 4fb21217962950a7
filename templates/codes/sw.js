{% load static %}// Keeps the page /check/qr/ and its files, so that it opens without network. Keys and lists are the page's own matter.
const CACHE = "check-qr"
const SHELL = "/check/qr/"
const FILES = ["{% static 'portal/build/portal.css' %}", "{% static 'portal/build/portal.js' %}", "{% static 'portal/build/check-qr.js' %}", "{% static 'portal/build/qr-decoder.js' %}", "{% static 'portal/build/zxing_reader.wasm' %}", "{% static 'portal/sign.svg' %}", "{% url 'credential_manifest' %}"]
const LANGUAGES = ["ru", "en"]
const shellOf = (language) => `${SHELL}?shell=${language}`

// Without cookies: what is kept is the page of nobody in particular.
async function keepShells(cache) {
  for (const language of LANGUAGES) {
    const answer = await fetch(SHELL, { credentials: "omit", cache: "reload", headers: { "Accept-Language": language } })
    if (!answer.ok) throw new Error("no page")
    await cache.put(shellOf(language), answer)
  }
}

self.addEventListener("install", (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE)
  await cache.addAll(FILES)
  await keepShells(cache)
  await self.skipWaiting()
})()))

self.addEventListener("activate", (event) => event.waitUntil((async () => {
  const cache = await caches.open(CACHE)
  for (const request of await cache.keys()) {
    const path = new URL(request.url).pathname
    if (path.startsWith("/static/") && !FILES.includes(path) && !path.endsWith(".woff2")) await cache.delete(request)
  }
  await self.clients.claim()
})()))

self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url)
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return
  if (event.request.mode === "navigate" && url.pathname === SHELL) event.respondWith(page(event.request, url))
  else if (FILES.includes(url.pathname) || url.pathname.endsWith(".woff2")) event.respondWith(file(event.request))
})

async function page(request, url) {
  try {
    return await fetch(request)
  } catch {
    const cache = await caches.open(CACHE)
    const kept = await cache.match(`${SHELL}?language`)
    const language = url.searchParams.get("lang") ?? (kept ? await kept.text() : "ru")
    return (await cache.match(shellOf(LANGUAGES.includes(language) ? language : "ru"))) ?? Response.error()
  }
}

async function file(request) {
  const cache = await caches.open(CACHE)
  const kept = await cache.match(request)
  if (kept) return kept
  const answer = await fetch(request)
  if (answer.ok) await cache.put(request, answer.clone())
  return answer
}
