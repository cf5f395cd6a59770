import { StreamLanguage } from "@codemirror/language";

const KEYWORDS = /^(package|import|if|else|contains|default|not|some|every|in|as|with|true|false|null)\b/;

/** Rego, as far as colours need it. */
export const regoLanguage = StreamLanguage.define({
  token(stream) {
    if (stream.eatSpace()) return null;
    if (stream.match(/#.*/)) return "comment";
    if (stream.match(/"(?:[^"\\]|\\.)*"?|`[^`]*`?/)) return "string";
    if (stream.match(KEYWORDS)) return "keyword";
    if (stream.match(/[A-Za-z_]\w*/)) return null;
    if (stream.match(/-?\d+(\.\d+)?/)) return "number";
    stream.next();
    return null;
  },
});
