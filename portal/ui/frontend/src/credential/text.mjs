// The text of a code as signed bytes: base45 (RFC 9285) of zlib. Throws Unreadable.
import { Unzlib } from "fflate"

export class Unreadable extends Error {}
export class Damaged extends Error {} // begins as a code of the portal and does not open
class TooLarge extends Unreadable {}

const ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
const MAX_CHARS = 4296
const [SHORTEST, LONGEST] = [100, 1500] // of a real code, also of one that lost many characters
const BEGINNING = "NCF" // what zlib writes first

export function base45(text) {
  const values = [...text].map((char) => ALPHABET.indexOf(char))
  if (values.includes(-1) || values.length % 3 === 1) throw new Unreadable()
  const bytes = []
  for (let at = 0; at < values.length; at += 3) {
    const [low, middle, high] = values.slice(at, at + 3)
    const number = low + middle * 45 + (high ?? 0) * 2025
    if (number > (high === undefined ? 255 : 65535)) throw new Unreadable()
    bytes.push(...(high === undefined ? [number] : [number >> 8, number & 255]))
  }
  return new Uint8Array(bytes)
}

// Stops as soon as more than `limit` bytes come out: a small text can open to a very large one.
export const inflate = (data, limit) => (globalThis.DecompressionStream ? byBrowser(data, limit) : byLibrary(data, limit))

async function byBrowser(data, limit) {
  const reader = new Blob([data]).stream().pipeThrough(new DecompressionStream("deflate")).getReader()
  const parts = []
  for (let size = 0; ; ) {
    const { done, value } = await reader.read().catch(() => { throw new Unreadable() })
    if (done) return joined(parts, size)
    size += value.length
    if (size > limit) {
      reader.cancel().catch(() => {})
      throw new TooLarge()
    }
    parts.push(value)
  }
}

// For browsers of before 2023. The library does not look at the checksum at the end: this does.
export function byLibrary(data, limit) {
  const parts = []
  let size = 0
  const machine = new Unzlib((part) => {
    size += part.length
    if (size > limit) throw new TooLarge()
    parts.push(part)
  })
  try {
    for (let at = 0; at < data.length; at += 64) machine.push(data.subarray(at, at + 64), at + 64 >= data.length)
  } catch (error) {
    throw error instanceof TooLarge ? error : new Unreadable()
  }
  const content = joined(parts, size)
  const sum = data.length < 6 ? -1 : new DataView(data.buffer, data.byteOffset).getUint32(data.length - 4)
  if (adler32(content) !== sum) throw new Unreadable()
  return content
}

function adler32(data) {
  let [a, b] = [1, 0]
  for (const byte of data) b = (b + (a = (a + byte) % 65521)) % 65521
  return b * 65536 + a
}

function joined(parts, size) {
  const whole = new Uint8Array(size)
  let at = 0
  for (const part of parts) {
    whole.set(part, at)
    at += part.length
  }
  return whole
}

export async function messageOf(text) {
  const bare = text.replaceAll(/[\r\n\t]+/g, "").trim()
  if (!bare || bare.length > MAX_CHARS) throw new Unreadable()
  try {
    return await inflate(base45(bare), 8192)
  } catch (error) {
    throw error instanceof TooLarge || !beginsLikeOurs(bare) ? error : new Damaged()
  }
}

// Also where one of the first letters is the wrong one.
function beginsLikeOurs(text) {
  const right = [...BEGINNING].filter((letter, at) => text[at] === letter).length
  return text.length >= SHORTEST && text.length < LONGEST && right >= BEGINNING.length - 1
}
