// One verdict on a code: the same as patents/credential/verifying.py gives, which a test compares on the same vectors.
import { Refused, base64url, claimsOf, payloadOf } from "./signatures.mjs"
import { Unreadable, inflate, messageOf } from "./text.mjs"

const WORST_FIRST = ["list_replayed", "list_bad", "no_list", "list_old", "fresh"]
const MAX_BITMAP = 2 ** 20

// `fetchList(uri)` gives the signed list or null; `seen` maps an address to the highest sequence number met; `now` is in seconds.
export async function verify(text, { ring, fetchList, seen, now }) {
  let content, code
  try {
    [content, code] = read(await claimsOf(await messageOf(text), "credential", ring))
  } catch (error) {
    if (error instanceof Refused) return refusal(error.result)
    if (error instanceof Unreadable) return refusal("unreadable")
    throw error
  }
  const look = (uri) => statusOf(uri, code.index, { ring, fetchList, seen, now })
  const [revoked, inForce] = [await look(code.uri), await look(code.uri.replace("/revoked/", "/in-force/"))]
  const [result, explanation] = judged(code, revoked, inForce, now)
  const shown = revoked.as_of === null ? inForce : revoked
  return {
    result, explanation, content,
    lists: WORST_FIRST.find((state) => state === revoked.state || state === inForce.state),
    list_sequence: shown.sequence, list_as_of: shown.as_of,
    list_age: shown.as_of === null ? null : Math.max(0, now - shown.as_of),
    issued_at: code.issuedAt,
  }
}

const refusal = (result) => ({ result, explanation: null, content: null, lists: "no_list", list_sequence: null, list_as_of: null, list_age: null, issued_at: null })

function judged(code, revoked, inForce, now) {
  // An older list cannot know of an annulment.
  if (revoked.bit) return ["revoked", inForce.bit === 1 && inForce.as_of >= revoked.as_of ? "replaced_since_printing" : null]
  if (now < code.notBefore) return ["not_yet", null]
  if (now >= code.expires) return ["expired", inForce.bit === 1 && inForce.as_of >= code.expires ? "renewed_since_printing" : null]
  const endedEarly = inForce.bit === 0 && inForce.as_of >= Math.max(code.issuedAt + 1, code.notBefore) && inForce.as_of < code.expires
  return endedEarly ? ["revoked", "shortened_since_printing"] : ["valid", null]
}

async function statusOf(uri, index, { ring, fetchList, seen, now }) {
  const nothing = (state, sequence = null, as_of = null) => ({ state, bit: null, sequence, as_of })
  const token = await fetchList(uri)
  if (token === null) return nothing("no_list")
  let payload, bit
  try {
    payload = await payloadOf(token, "status", "statuslist+jwt", ring)
    if (![payload.seq, payload.iat, payload.exp].every(Number.isSafeInteger)) throw new Unreadable()
    bit = await bitOf(payload, uri, index)
  } catch {
    return nothing("list_bad")
  }
  if (payload.seq < (seen.get(uri) ?? 0)) return nothing("list_replayed", payload.seq, payload.iat)
  seen.set(uri, payload.seq)
  return { state: now < payload.exp ? "fresh" : "list_old", bit, sequence: payload.seq, as_of: payload.iat }
}

async function bitOf(payload, uri, index) {
  const { bits, lst } = payload.status_list
  if (payload.sub !== uri || bits !== 1) throw new Unreadable()
  const bitmap = await inflate(base64url(lst), MAX_BITMAP)
  if (index >> 3 >= bitmap.length) throw new Unreadable()
  return (bitmap[index >> 3] >> (index & 7)) & 1
}

function read(claims) {
  const inside = (name) => mapped(claims.get(name))
  const [identity, patent, status] = [inside(169), inside(-70001), mapped(inside(65535).get("status_list"))]
  const number = text(identity.get(1))
  return [
    {
      series: number.slice(0, 2), number: number.slice(2), name: text(identity.get(4)),
      birth_date: identity.get(8) === "" ? null : day(Number(text(identity.get(8)))),
      citizenship: text(identity.get(13)), region: text(patent.get(1)), profession: text(patent.get(2)),
      issued_on: day(patent.get(3)), begins_on: day(patent.get(4)), paid_through: day(patent.get(5)),
      valid_through: patent.has(6) ? day(patent.get(6)) : null, order: text(patent.get(7) ?? ""),
    },
    {
      issuer: text(claims.get(1)), issuedAt: whole(claims.get(6)), notBefore: whole(claims.get(5)), expires: whole(claims.get(4)),
      index: whole(status.get("idx")), uri: text(status.get("uri")),
    },
  ]
}

function mapped(value) {
  if (!(value instanceof Map)) throw new Unreadable()
  return value
}

function text(value) {
  if (typeof value !== "string") throw new Unreadable()
  return value
}

function whole(value) {
  if (!Number.isSafeInteger(value) || value < 0) throw new Unreadable()
  return value
}

// 20260315 as "2026-03-15".
function day(value) {
  const number = whole(value)
  const parts = [Math.floor(number / 10000), Math.floor(number / 100) % 100, number % 100]
  const shown = [4, 2, 2].map((width, at) => String(parts[at]).padStart(width, "0")).join("-")
  const moment = new Date(`${shown}T00:00:00Z`)
  if (Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 10) !== shown) throw new Unreadable()
  return shown
}
