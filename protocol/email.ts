/**
 * One rule for e-mail addresses, used by the live form and by the server.
 *
 * Accepted is what people have: an RFC 5321 dot-atom local part, with the international characters of RFC 6531, at a
 * domain of at least two labels, ASCII or international. Quoted local parts and address literals are not: nobody
 * types them on purpose. An address proves nothing here; no mail is sent to it.
 */

import { z } from "zod/mini";

/** RFC 5321 §4.5.3.1.3 (with erratum 1690): octets of a whole address. */
export const EMAIL_MAX_OCTETS = 254;
const LOCAL_MAX_OCTETS = 64;
const LABEL_MAX_OCTETS = 63;

const utf8 = new TextEncoder();
const octets = (text: string): number => utf8.encode(text).length;

// Outside ASCII everything that prints and is not a space; inside, RFC 5322 atext.
const localCharacter = /^(?:[a-z0-9!#$%&'*+/=?^_`{|}~-]|[^\p{ASCII}\p{C}\p{Z}])$/iu;
const labelCharacter = /^(?:[a-z0-9-]|[^\p{ASCII}\p{C}\p{Z}\p{P}\p{S}])$/iu;

/** How far an address has come: `valid`, a `prefix` that typing on can make valid, or `broken` beyond that. */
export type EmailProgress = "valid" | "prefix" | "broken";

/** Trims pasted spaces and brings an address into the form that is compared and stored: NFC, lower case. */
export function normalizeEmail(input: string): string {
  return input.trim().normalize("NFC").toLowerCase();
}

/** Judges a normalized address in one pass, so that hostile input costs no more than its length. */
export function emailProgress(address: string): EmailProgress {
  // Cut before scanning: a megabyte is refused at the price of a comparison.
  if (address.length > EMAIL_MAX_OCTETS || octets(address) > EMAIL_MAX_OCTETS) return "broken";
  const at = address.indexOf("@");
  const local = at === -1 ? address : address.slice(0, at);
  const localProgress = dotAtomProgress(local);
  if (localProgress === "broken" || octets(local) > LOCAL_MAX_OCTETS) return "broken";
  if (at === -1) return "prefix";
  if (localProgress === "prefix") return "broken";
  return domainProgress(address.slice(at + 1));
}

function dotAtomProgress(local: string): EmailProgress {
  let previous = ".";
  for (const character of local) {
    if (character === ".") {
      if (previous === ".") return "broken";
    } else if (!localCharacter.test(character)) {
      return "broken";
    }
    previous = character;
  }
  return previous === "." ? "prefix" : "valid";
}

function domainProgress(domain: string): EmailProgress {
  const labels = domain.split(".");
  const last = labels.pop() ?? "";
  for (const label of labels) if (labelProgress(label) !== "valid") return "broken";
  const lastProgress = labelProgress(last);
  if (lastProgress === "broken") return "broken";
  // A top-level domain has two characters or more and is never all digits (RFC 3696 §2).
  const topLevel = [...last].length >= 2 && !/^[0-9-]+$/.test(last);
  return labels.length > 0 && lastProgress === "valid" && topLevel ? "valid" : "prefix";
}

function labelProgress(label: string): EmailProgress {
  if (label === "") return "prefix";
  if (label.startsWith("-") || octets(label) > LABEL_MAX_OCTETS) return "broken";
  for (const character of label) if (!labelCharacter.test(character)) return "broken";
  return label.endsWith("-") ? "prefix" : "valid";
}

/** An address as the server stores it: normalized, then checked. The message is a key of the catalogue. */
export const EmailAddress = z
  .pipe(z.string().check(z.maxLength(16_384, "email.invalid")), z.transform(normalizeEmail))
  .check(z.refine((address) => emailProgress(address) === "valid", "email.invalid"))
  .brand<"EmailAddress">();
export type EmailAddress = z.infer<typeof EmailAddress>;

/** What the live field shows. */
export type EmailFieldState = "neutral" | "valid" | "invalid";

/**
 * The state of the e-mail field for what stands in it. `committed` is true once the person left the field or pressed
 * Join: then a mere prefix counts as wrong; while they type, only what typing on cannot mend does.
 */
export function emailFieldState(input: string, options: { committed: boolean }): EmailFieldState {
  const address = normalizeEmail(input);
  if (address === "") return "neutral";
  if (EmailAddress.safeParse(input).success) return "valid";
  if (emailProgress(address) === "broken") return "invalid";
  return options.committed ? "invalid" : "neutral";
}
