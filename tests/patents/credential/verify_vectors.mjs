// Reads vectors from standard input, gives the browser's verdicts on standard output. Argument: the folder of the front end.
import { pathToFileURL } from "node:url"
import { join } from "node:path"

const source = (name) => import(pathToFileURL(join(process.argv[2], "src", "credential", name)).href)
const [{ verify }, { KeyRing }, { byLibrary, base45 }] = await Promise.all(["verify.mjs", "signatures.mjs", "text.mjs"].map(source))
let input = ""
for await (const piece of process.stdin) input += piece
const { keys, vectors } = JSON.parse(input)
const answers = []
for (const { text, lists, now, seen } of vectors)
  answers.push(await verify(text, { ring: new KeyRing(keys), fetchList: async (uri) => lists[uri] ?? null, seen: new Map(Object.entries(seen)), now }))

// The library for old browsers, on the same texts: does it open them, and to how many bytes?
const opened = vectors.map(({ text }) => {
  try {
    return byLibrary(base45(text.replaceAll(/[\r\n\t]+/g, "").trim()), 8192).length
  } catch {
    return null
  }
})
process.stdout.write(JSON.stringify({ answers, opened }))
