// Signatures of the portal: COSE_Sign1 and compact JWS, ES256 alone. Keys and algorithm come from the ring, never from the message.
import { decode, encode } from "cborg"
import { Unreadable } from "./text.mjs"

const ALG = 1, KID = 4, ES256 = -7, SIGN1 = 0xd2, MAX_BYTES = 16384
const STRICT = { useMaps: true, strict: true, rejectDuplicateMapKeys: true, allowIndefinite: false, allowUndefined: false, allowBigInt: false, allowNaN: false, allowInfinity: false }
const utf8 = new TextDecoder("utf-8", { fatal: true })

// A refusal with one of the names that the portal itself uses.
export class Refused extends Error {
  constructor(result) {
    super(result)
    this.result = result
  }
}

// `published` is the document /.well-known/portal-keys.json.
export class KeyRing {
  constructor(published) {
    this.published = published
  }

  // Of a name among the keys of these purposes: a name is given once. What it serves stands in `purpose`.
  key(purposes, kid) {
    const same = (key) => key.kid === kid && purposes.includes(key.purpose)
    if (this.published.withdrawn.some(same)) throw new Refused("withdrawn_key")
    const found = this.published.keys.find(same)
    if (!found || found.alg !== "ES256") throw new Refused("foreign_key")
    const { kty, crv, x, y, purpose } = found
    const imported = crypto.subtle.importKey("jwk", { kty, crv, x, y }, { name: "ECDSA", namedCurve: "P-256" }, false, ["verify"])
    return imported.then((key) => ({ key, purpose }))
  }
}

// The purpose of the key that signed, one of `purposes`, and the claims.
export async function claimsOf(message, purposes, ring) {
  const [header, payload, signature, protectedBytes] = opened(message)
  const kid = header.get(KID)
  const { key, purpose } = await ring.key(purposes, kid instanceof Uint8Array ? new TextDecoder().decode(kid) : undefined)
  if (header.get(ALG) !== ES256) throw new Refused("tampered")
  await checked(key, signature, encode(["Signature1", protectedBytes, new Uint8Array(), payload]))
  const claims = decoded(payload)
  if (!(claims instanceof Map)) throw new Unreadable()
  return [purpose, claims]
}

function opened(message) {
  if (message[0] !== SIGN1) throw new Unreadable()
  const parts = decoded(message.subarray(1))
  if (!Array.isArray(parts) || parts.length !== 4) throw new Unreadable()
  const [protectedBytes, open, payload, signature] = parts
  if (![protectedBytes, payload, signature].every((part) => part instanceof Uint8Array) || !(open instanceof Map) || open.size) throw new Unreadable()
  const header = decoded(protectedBytes)
  if (!(header instanceof Map) || ![...header.keys()].every((name) => name === ALG || name === KID)) throw new Unreadable()
  return [header, payload, signature, protectedBytes]
}

function decoded(data) {
  if (!data.length || data.length > MAX_BYTES) throw new Unreadable()
  try {
    return decode(data, STRICT)
  } catch {
    throw new Unreadable()
  }
}

async function checked(key, signature, content) {
  const good = await crypto.subtle.verify({ name: "ECDSA", hash: "SHA-256" }, key, signature, content).catch(() => false)
  if (good !== true) throw new Refused("tampered")
}

export async function payloadOf(token, purpose, typ, ring) {
  const parts = token.split(".")
  if (parts.length !== 3) throw new Unreadable()
  const header = JSON.parse(utf8.decode(base64url(parts[0])))
  const { key } = await ring.key([purpose], header.kid)
  if (header.typ !== typ || header.alg !== "ES256") throw new Refused("tampered")
  await checked(key, base64url(parts[2]), new TextEncoder().encode(`${parts[0]}.${parts[1]}`))
  return JSON.parse(utf8.decode(base64url(parts[1])))
}

export const base64url = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0))
