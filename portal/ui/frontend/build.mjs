// Compiles the one stylesheet and the scripts of the public pages and takes the fonts and the decoder they name.
// Usage: node build.mjs OUTPUT-FOLDER
import { cp, mkdir, readFile } from "node:fs/promises"
import { join } from "node:path"
import { build } from "esbuild"
import { compile } from "sass"

const output = process.argv[2]
const fontFolder = "node_modules/@fontsource/noto-sans"
// Letters of Russian, English and of the languages people's names come in. A browser fetches only what a page uses.
const subsets = ["latin", "latin-ext", "cyrillic", "cyrillic-ext"]
const weights = [400, 700]

async function fontFaces() {
  const ranges = JSON.parse(await readFile(join(fontFolder, "unicode.json"), "utf8"))
  return weights.flatMap((weight) => subsets.map((subset) => `@font-face{font-family:"Noto Sans";font-style:normal;font-weight:${weight};
    font-display:swap;src:url("fonts/${fontFile(subset, weight)}") format("woff2");unicode-range:${withoutCurrency(ranges[subset])}}`)).join("\n")
}

// The rouble sign alone would make every page with a price fetch the whole of latin-ext (55 KB); each system has one.
const withoutCurrency = (range) => range.split(",").filter((part) => !/^U\+20[A-C]/.test(part)).join(",")
const fontFile = (subset, weight) => `noto-sans-${subset}-${weight}-normal.woff2`

await mkdir(join(output, "fonts"), { recursive: true })
for (const weight of weights)
  for (const subset of subsets)
    await cp(join(fontFolder, "files", fontFile(subset, weight)), join(output, "fonts", fontFile(subset, weight)))

const sheet = compile("src/portal.scss", { style: "expanded", loadPaths: ["node_modules/govuk-frontend/dist"], quietDeps: true })
await build({
  stdin: { contents: sheet.css + (await fontFaces()), loader: "css", resolveDir: "." },
  outfile: join(output, "portal.css"), minify: true, target: ["chrome90", "firefox90", "safari14"],
})
await build({
  entryPoints: ["src/portal.js", "src/check-qr.js", "src/qr-decoder.js"], outdir: output,
  bundle: true, minify: true, format: "esm", target: ["es2020"], legalComments: "none",
})
await cp("node_modules/zxing-wasm/dist/reader/zxing_reader.wasm", join(output, "zxing_reader.wasm"))
