// Kinds of signed codes: which claim is theirs, whose key signs them, which lists speak of them, and what they say. The same as each room
// registers (patents/credential, permits/proof, permits/interim), which a test compares on the same vectors.
import { Unreadable } from "./text.mjs"

export const KINDS = [
  { name: "patent", claim: -70001, purpose: "credential", revoked: "revoked", inForce: "in-force", read: patent },
  { name: "interim_certificate", claim: -70002, purpose: "credential", revoked: "interim-revoked", inForce: null, read: interim },
  { name: "permit", claim: -70003, purpose: "permit", revoked: "permit-revoked", inForce: "permit-in-force", read: permit },
]

function patent(own, { number, ...holder }) {
  const perhaps = optional(own)
  return {
    series: number.slice(0, 2), number: number.slice(2), ...holder, region: text(own.get(1)), profession: text(own.get(2)),
    issued_on: day(own.get(3)), begins_on: day(own.get(4)), paid_through: day(own.get(5)),
    valid_through: perhaps(6, day, null), order: perhaps(7, text, ""),
  }
}

function interim(own, holder) {
  return { ...holder, right: text(own.get(1)), region: text(own.get(2)), begins_on: written(own.get(3)), valid_until: written(own.get(4)) }
}

function permit(own, { number, ...holder }) {
  const perhaps = optional(own)
  return {
    kind: text(own.get(1)), series: text(own.get(2)), number, ...holder, region: text(own.get(3)), issued_on: day(own.get(4)),
    stated: perhaps(5, day, null), valid_until: perhaps(6, day, null), order: perhaps(7, text, ""), reason: perhaps(8, text, ""),
  }
}

function optional(own) {
  return (name, read, absent) => (own.has(name) ? read(own.get(name)) : absent)
}

// What every code says of its holder.
export function identity(claims) {
  const claim = mapped(claims.get(169))
  const born = text(claim.get(8))
  if (born && !/^\d{8}$/.test(born)) throw new Unreadable()
  return { number: text(claim.get(1)), name: text(claim.get(4)), birth_date: born ? day(Number(born)) : null, citizenship: text(claim.get(13)) }
}

// Around what a code says: its days in seconds since 1970, and its place in the lists; none in codes older than the lists of their kind.
export function envelope(claims) {
  let place = null
  if (claims.has(65535)) {
    const status = mapped(mapped(claims.get(65535)).get("status_list"))
    place = { index: whole(status.get("idx")), uri: text(status.get("uri")) }
  }
  return {
    issuer: text(claims.get(1)), issuedAt: whole(claims.get(6)), notBefore: whole(claims.get(5)),
    expires: claims.has(4) ? whole(claims.get(4)) : Infinity, place,
  }
}

export function mapped(value) {
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
  return written([4, 2, 2].map((width, at) => String(parts[at]).padStart(width, "0")).join("-"))
}

function written(value) {
  const shown = text(value)
  const moment = new Date(`${shown}T00:00:00Z`)
  if (!/^\d{4}-\d\d-\d\d$/.test(shown) || Number.isNaN(moment.getTime()) || moment.toISOString().slice(0, 10) !== shown) throw new Unreadable()
  if (shown < "0001") throw new Unreadable() // the portal's calendar begins with the year 1
  return shown
}
