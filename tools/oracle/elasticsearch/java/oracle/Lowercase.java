package oracle;

import java.io.IOException;
import org.apache.lucene.analysis.Tokenizer;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;

/** Letters, lower-cased, at most 255 at a time. */
final class Lowercase extends Tokenizer {
    private final CharTermAttribute term = addAttribute(CharTermAttribute.class);
    private final OffsetAttribute offset = addAttribute(OffsetAttribute.class);
    private String text;
    private int at;

    @Override
    public boolean incrementToken() throws IOException {
        clearAttributes();
        if (text == null) {
            StringBuilder all = new StringBuilder();
            for (int c; (c = input.read()) >= 0;) all.append((char) c);
            text = all.toString();
        }
        while (at < text.length() && !Character.isLetter(text.codePointAt(at))) at += Character.charCount(text.codePointAt(at));
        int start = at;
        while (at < text.length() && at - start < 255 && Character.isLetter(text.codePointAt(at))) {
            int c = text.codePointAt(at);
            term.append(Character.toString(Character.toLowerCase(c)));
            at += Character.charCount(c);
        }
        offset.setOffset(correctOffset(start), correctOffset(at));
        return at > start;
    }

    @Override
    public void end() throws IOException {
        super.end();
        int last = correctOffset(text == null ? 0 : text.length());
        offset.setOffset(last, last);
    }

    @Override
    public void reset() throws IOException {
        super.reset();
        text = null;
        at = 0;
    }
}
