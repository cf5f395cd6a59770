import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.text.BreakIterator;
import java.util.Locale;

/** Reads texts, as hexadecimal UTF-16 units, and prints for each the breaks, what precedes and what follows each place. */
public class Breaks {
    public static void main(String[] arguments) throws Exception {
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, "UTF-8"));
        PrintStream out = new PrintStream(System.out, false, "UTF-8");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            StringBuilder text = new StringBuilder();
            for (int i = 0; i + 4 <= line.length(); i += 4) {
                text.append((char) Integer.parseInt(line.substring(i, i + 4), 16));
            }
            out.print(told(BreakIterator.getSentenceInstance(Locale.ROOT), text.toString()));
            out.println("|" + told(BreakIterator.getWordInstance(Locale.ROOT), text.toString()));
        }
        out.flush();
    }

    private static String told(BreakIterator breaks, String text) {
        StringBuilder found = new StringBuilder();
        breaks.setText(text);
        for (int end = breaks.next(); end != BreakIterator.DONE; end = breaks.next()) {
            found.append(end).append(' ');
        }
        found.append(';');
        for (int place = 1; place <= text.length(); place++) {
            breaks.setText(text);
            found.append(breaks.preceding(place)).append(' ');
        }
        found.append(';');
        for (int place = 0; place < text.length(); place++) {
            breaks.setText(text);
            found.append(breaks.following(place)).append(' ');
        }
        return found.toString();
    }
}
