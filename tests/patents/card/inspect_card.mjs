// Reads a card with packages that this project did not write: pkijs verifies seal and chain, mrz reads the zone.
// Given on standard input: {"files": {name: base64}, "roots": [base64 DER], "at": ISO moment}. Answers one line of JSON.
import { createHash, webcrypto } from "node:crypto";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

const require = createRequire(pathToFileURL(`${process.argv[2]}/package.json`));
const asn1js = require("asn1js");
const pkijs = require("pkijs");
const { parse } = await import(pathToFileURL(require.resolve("mrz")));
pkijs.setEngine("node", new pkijs.CryptoEngine({ name: "node", crypto: webcrypto }));

const chunks = [];
for await (const chunk of process.stdin) chunks.push(chunk);
const given = JSON.parse(Buffer.concat(chunks));
const bytes = (text) => Uint8Array.from(Buffer.from(text, "base64"));
const exact = (view) => view.buffer.slice(view.byteOffset, view.byteOffset + view.byteLength);

// BER-TLV, again and independently: tag, definite length, content.
function object(data) {
  let place = (data[0] & 0x1f) === 0x1f ? 2 : 1;
  const tag = Buffer.from(data.slice(0, place)).toString("hex");
  let length = data[place++];
  if (length > 0x80) {
    let digits = length & 0x7f;
    for (length = 0; digits > 0; digits--) length = length * 256 + data[place++];
  }
  if (place + length > data.length) throw new Error("cut off");
  return { tag, content: data.slice(place, place + length), rest: data.slice(place + length) };
}

async function sealVerdict() {
  const sod = object(bytes(given.files["EF.SOD"]));
  if (sod.tag !== "77" || sod.rest.length) throw new Error("not a SOD");
  const parsed = asn1js.fromBER(exact(sod.content));
  if (parsed.offset === -1) throw new Error("not DER");
  const signed = new pkijs.SignedData({ schema: new pkijs.ContentInfo({ schema: parsed.result }).content });
  const roots = given.roots.map((root) => pkijs.Certificate.fromBER(exact(bytes(root))));
  const verdict = await signed.verify({ signer: 0, checkChain: true, trustedCerts: roots, checkDate: new Date(given.at), extendedMode: true });
  const content = signed.encapContentInfo.eContent.getValue();
  return { accepted: verdict.signatureVerified === true && verdict.signerCertificateVerified === true, type: signed.encapContentInfo.eContentType, content };
}

function wrongGroups(content) {
  const [, , rows] = asn1js.fromBER(content).result.valueBlock.value;
  const digests = new Map(
    rows.valueBlock.value.map((row) => {
      const [number, hash] = row.valueBlock.value;
      return [number.valueBlock.valueDec, Buffer.from(hash.valueBlock.valueHexView).toString("hex")];
    }),
  );
  const groups = Object.keys(given.files).filter((name) => name.startsWith("EF.DG"));
  const differing = groups.filter((name) => createHash("sha256").update(bytes(given.files[name])).digest("hex") !== digests.get(Number(name.slice(5))));
  return groups.length === digests.size ? differing : [...differing, "count"];
}

function zone() {
  const text = Buffer.from(object(object(bytes(given.files["EF.DG1"])).content).content).toString("ascii");
  const read = parse([text.slice(0, 30), text.slice(30, 60), text.slice(60)]);
  const invalid = read.details.filter((detail) => !detail.valid).map((detail) => detail.field);
  return { format: read.format, number: read.documentNumber, invalid, ...read.fields };
}

const answer = { accepted: false, wrong: null, type: null };
try {
  const verdict = await sealVerdict();
  answer.accepted = verdict.accepted;
  answer.type = verdict.type;
  answer.wrong = wrongGroups(verdict.content);
} catch (error) {
  answer.error = String(error.message ?? error);
}
try {
  answer.zone = zone();
} catch (error) {
  answer.zone = { error: String(error.message ?? error) };
}
process.stdout.write(JSON.stringify(answer));
