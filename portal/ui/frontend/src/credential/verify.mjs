// One verdict on a code of any kind: the same as portal/codes/verifying.py gives, which a test compares on the same vectors.
import { KINDS, envelope, identity, mapped } from "./kinds.mjs"
import { Refused, base64url, claimsOf, payloadOf } from "./signatures.mjs"
import { Damaged, Unreadable, inflate, messageOf } from "./text.mjs"

const WORST_FIRST = ["list_replayed", "list_bad", "no_place", "no_list", "list_old", "fresh"]
const MAX_BITMAP = 2 ** 20

// `fetchList(uri)` gives the signed list or null; `seen` maps an address to the highest sequence number met; `now` is in seconds.
export async function verify(text, { ring, fetchList, seen, now }) {
  let kind, content, code
  try {
    [kind, content, code] = await read(text, ring)
  } catch (error) {
    if (error instanceof Refused) return refusal(error.result)
    if (error instanceof Damaged) return refusal("tampered")
    if (error instanceof Unreadable) return refusal("unreadable")
    throw error
  }
  const look = (uri) => statusOf(uri, code.place.index, { ring, fetchList, seen, now })
  const revoked = code.place ? await look(code.place.uri) : nothing("no_place")
  const inForce = code.place && kind.inForce ? await look(code.place.uri.replace(`/${kind.revoked}/`, `/${kind.inForce}/`)) : revoked
  const [judgement, explanation] = judged(kind, code, revoked, inForce, now)
  const lists = WORST_FIRST.find((state) => state === revoked.state || state === inForce.state)
  const result = judgement === "valid" && ["list_replayed", "list_bad"].includes(lists) ? "not_judged" : judgement
  const shown = revoked.as_of === null ? inForce : revoked
  return {
    kind: kind.name, result, explanation, content, lists,
    list_sequence: shown.sequence, list_as_of: shown.as_of,
    list_age: shown.as_of === null ? null : Math.max(0, now - shown.as_of),
    issued_at: code.issuedAt, valid_until_today: null,
  }
}

const refusal = (result) => ({ kind: null, result, explanation: null, content: null, lists: "no_list", list_sequence: null, list_as_of: null, list_age: null, issued_at: null, valid_until_today: null })

// What the portal has signed, with a key for this very kind.
async function read(text, ring) {
  const [purpose, claims] = await claimsOf(await messageOf(text), KINDS.map((kind) => kind.purpose), ring)
  const found = KINDS.filter((kind) => claims.has(kind.claim))
  if (found.length !== 1) throw new Unreadable()
  const [kind] = found
  if (kind.purpose !== purpose) throw new Refused("foreign_key") // the key signs another kind of document
  const content = kind.read(mapped(claims.get(kind.claim)), identity(claims))
  const code = envelope(claims)
  if (code.place && code.place.uri.split("/").at(-2) !== kind.revoked) throw new Unreadable() // it names a list of another kind
  return [kind, content, code]
}

function judged(kind, code, revoked, inForce, now) {
  // An older list cannot know of an annulment.
  const stillStands = kind.inForce && inForce.bit === 1 && inForce.as_of >= revoked.as_of
  if (revoked.bit) return ["revoked", stillStands ? "replaced_since_printing" : null]
  if (now < code.notBefore) return ["not_yet", null]
  const goesOn = kind.inForce ? inForce.bit === 1 : revoked.bit === 0
  if (now >= code.expires) return ["expired", goesOn && inForce.as_of >= code.expires ? "renewed_since_printing" : null]
  const endedEarly = inForce.bit === 0 && inForce.as_of >= Math.max(code.issuedAt + 1, code.notBefore) && inForce.as_of < code.expires
  return kind.inForce && endedEarly ? ["revoked", "shortened_since_printing"] : ["valid", null]
}

const nothing = (state, sequence = null, as_of = null) => ({ state, bit: null, sequence, as_of })

async function statusOf(uri, index, { ring, fetchList, seen, now }) {
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
  if (payload.seq < (seen.get(payload.sub) ?? 0)) return nothing("list_replayed", payload.seq, payload.iat)
  seen.set(payload.sub, payload.seq)
  return { state: now < payload.exp ? "fresh" : "list_old", bit, sequence: payload.seq, as_of: payload.iat }
}

// Name and block. The host before them is that of the day of the code: a portal that moved goes on telling of it.
const listIn = (address) => address.split("/").slice(-2).join("/")

async function bitOf(payload, uri, index) {
  const { bits, lst } = payload.status_list
  if (listIn(payload.sub) !== listIn(uri) || bits !== 1) throw new Unreadable()
  const bitmap = await inflate(base64url(lst), MAX_BITMAP)
  const byte = Math.floor(index / 8) // an index may be larger than what bit operators take
  if (byte >= bitmap.length) throw new Unreadable()
  return (bitmap[byte] >> (index % 8)) & 1
}
