// A draw recomputed from its published document, sharing no line with the portal: `node recompute.mjs draw.json`.
import { createHash, createHmac } from "node:crypto"
import { readFileSync } from "node:fs"

const draw = JSON.parse(readFileSync(process.argv[2], "utf8"))
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0)
const sha256 = (data) => createHash("sha256").update(data).digest("hex")
const key = Buffer.from(draw.seed, "hex")

const requestLines = draw.requests.map((r) => [r.code, [...r.days].sort(byText).join(","), r.part].join(" ")).sort(byText)
const placeLines = draw.places.map((p) => [p.id, p.day, p.at].join(" ")).sort(byText)
const digest = sha256([...requestLines, "", ...placeLines].join("\n"))

const turns = draw.requests
  .map((r) => ({ ...r, turn: createHmac("sha256", key).update(`${digest}\n${draw.outside_value}\n${r.code}`).digest("hex") }))
  .sort((a, b) => byText(a.turn, b.turn))
const free = [...draw.places].sort((a, b) => byText(a.day, b.day) || byText(a.at, b.at) || a.id - b.id)
const given = turns.map((request, index) => {
  const at = free.findIndex((p) => request.days.includes(p.day) && (request.part === "any" || (request.part === "morning") === p.at < "12:00"))
  const [place] = at < 0 ? [null] : free.splice(at, 1)
  return { code: request.code, rank: index + 1, place: place && place.id }
})

const good = sha256(key) === draw.commitment && digest === draw.digest && JSON.stringify(given) === JSON.stringify(draw.results)
console.log(good ? "YES" : "NO")
process.exit(good ? 0 : 1)
