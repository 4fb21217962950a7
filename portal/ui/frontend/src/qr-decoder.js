// Reads a QR code in a picture. Fetched only when somebody scans: the decoder is larger than the page.
import { prepareZXingModule, readBarcodes } from "zxing-wasm/reader"

export function prepare(wasm) {
  prepareZXingModule({ overrides: { locateFile: () => wasm } })
}

export async function textIn(picture) {
  const [found] = await readBarcodes(picture, { formats: ["QRCode"], tryHarder: true, maxNumberOfSymbols: 1 })
  return found?.isValid ? found.text : null
}
