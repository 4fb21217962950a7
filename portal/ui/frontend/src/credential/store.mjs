// Keys and lists on this device. Asked of the network first, kept for the time without it. Of codes nothing is kept.
const CACHE = "check-qr-lists"
const KEYS = "/.well-known/portal-keys.json"
const OVERVIEW = "/.well-known/status/"
const SEEN = "check-qr-seen"
const PATIENCE = 5000

// The address inside a code names the portal; it is asked here, on the portal that this page came from.
const local = (uri) => `${OVERVIEW}${uri.split("/").slice(-2).join("/")}`

async function newest(address, { fetchFirst = true } = {}) {
  const cache = await caches.open(CACHE).catch(() => null)
  if (fetchFirst && navigator.onLine) {
    try {
      const answer = await fetch(address, { credentials: "omit", signal: AbortSignal.timeout(PATIENCE) })
      if (answer.ok) {
        await cache?.put(address, answer.clone()).catch(() => {})
        return answer
      }
      if (answer.status === 404) return null
    } catch { /* no network: what is kept serves */ }
  }
  return (await cache?.match(address)) ?? null
}

export async function keys() {
  const answer = await newest(KEYS)
  return answer ? answer.json() : null
}

export async function list(uri) {
  const answer = await newest(local(uri))
  return answer ? (await answer.text()).trim() : null
}

// Keys and every list, for work without network. Throws when one of them cannot be had.
export async function fetchAll() {
  const overview = await (await fetch(OVERVIEW, { credentials: "omit", cache: "no-cache" })).json()
  const addresses = [KEYS, ...overview.lists.map(({ uri }) => local(uri))]
  const cache = await caches.open(CACHE)
  await Promise.all(addresses.map((address) => cache.add(new Request(address, { credentials: "omit", cache: "no-cache" }))))
  localStorage.setItem("check-qr-kept", String(Date.now()))
}

export function keptAt() {
  const kept = Number(localStorage.getItem("check-qr-kept"))
  return kept ? new Date(kept) : null
}

export const seen = {
  get: (uri) => all()[uri],
  set: (uri, sequence) => {
    try {
      localStorage.setItem(SEEN, JSON.stringify({ ...all(), [uri]: sequence }))
    } catch { /* a browser that keeps nothing */ }
  },
}

function all() {
  try {
    return JSON.parse(localStorage.getItem(SEEN) ?? "{}")
  } catch {
    return {}
  }
}
