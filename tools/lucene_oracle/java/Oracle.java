import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.analysis.Analyzer;
import org.apache.lucene.analysis.TokenStream;
import org.apache.lucene.analysis.tokenattributes.CharTermAttribute;
import org.apache.lucene.analysis.tokenattributes.OffsetAttribute;
import org.apache.lucene.analysis.tokenattributes.PayloadAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionIncrementAttribute;
import org.apache.lucene.analysis.tokenattributes.PositionLengthAttribute;
import org.apache.lucene.analysis.tokenattributes.TypeAttribute;

/**
 * Reads {"chain": ..., "texts": [...]} lines and answers each with a line {"texts": [[[term, start, end, increment, length, type,
 * payload], ...], ...], "ends": [[increment, offset], ...]}, or {"error": ...}. A payload is null or bytes as Lucene prints them.
 */
public final class Oracle {
  private static final ObjectMapper JSON =
      new ObjectMapper().configure(JsonGenerator.Feature.ESCAPE_NON_ASCII, true);

  public static void main(String[] arguments) throws Exception {
    BufferedReader requests = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    PrintWriter answers = new PrintWriter(new OutputStreamWriter(System.out, StandardCharsets.UTF_8));
    for (String line = requests.readLine(); line != null; line = requests.readLine()) {
      answers.println(JSON.writeValueAsString(answer(JSON.readTree(line))));
      answers.flush();
    }
  }

  private static ObjectNode answer(JsonNode request) {
    ObjectNode answer = JSON.createObjectNode();
    try (Analyzer analyzer = new Chain(request.get("chain")).analyzer()) {
      ArrayNode texts = answer.putArray("texts");
      ArrayNode ends = answer.putArray("ends");
      for (JsonNode text : request.get("texts")) {
        analyze(analyzer, text.asText(), texts.addArray(), ends.addArray());
      }
    } catch (Exception | StackOverflowError error) {
      answer.removeAll();
      answer.put("error", error.toString());
    }
    return answer;
  }

  private static void analyze(Analyzer analyzer, String text, ArrayNode tokens, ArrayNode end) throws Exception {
    try (TokenStream stream = analyzer.tokenStream("field", text)) {
      CharTermAttribute term = stream.addAttribute(CharTermAttribute.class);
      OffsetAttribute offset = stream.addAttribute(OffsetAttribute.class);
      PositionIncrementAttribute increment = stream.addAttribute(PositionIncrementAttribute.class);
      PositionLengthAttribute length = stream.addAttribute(PositionLengthAttribute.class);
      TypeAttribute type = stream.addAttribute(TypeAttribute.class);
      PayloadAttribute payload = stream.addAttribute(PayloadAttribute.class);
      stream.reset();
      while (stream.incrementToken()) {
        ArrayNode token = tokens.addArray();
        token.add(term.toString()).add(offset.startOffset()).add(offset.endOffset());
        token.add(increment.getPositionIncrement()).add(length.getPositionLength()).add(type.type());
        token.add(payload.getPayload() == null ? null : payload.getPayload().toString());
      }
      stream.end();
      end.add(increment.getPositionIncrement()).add(offset.endOffset());
    }
  }
}
