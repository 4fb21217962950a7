// Verifies codes with `cose-js`, which we did not write. Arguments: the folder of the front end. Input: {x, y (hex), messages (hex)}.
import { createRequire } from "node:module"
import { join } from "node:path"

const cose = createRequire(join(process.argv[2], "package.json"))("cose-js")
let input = ""
for await (const piece of process.stdin) input += piece
const { x, y, messages } = JSON.parse(input)
const key = { key: { x: Buffer.from(x, "hex"), y: Buffer.from(y, "hex") } }
const answers = []
for (const message of messages) {
  try {
    answers.push((await cose.sign.verify(Buffer.from(message, "hex"), key)).toString("hex"))
  } catch {
    answers.push(null)
  }
}
process.stdout.write(JSON.stringify(answers))
