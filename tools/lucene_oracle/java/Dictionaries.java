import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.lang.reflect.Field;
import org.apache.lucene.analysis.CharArrayMap;

/** Prints the dictionary of the Krovetz stemmer as JSON. */
public final class Dictionaries {
  public static void main(String[] arguments) throws Exception {
    ObjectMapper json = new ObjectMapper().configure(JsonGenerator.Feature.ESCAPE_NON_ASCII, true);
    ObjectNode answer = json.createObjectNode();
    Field table = Class.forName("org.apache.lucene.analysis.en.KStemmer").getDeclaredField("dict_ht");
    table.setAccessible(true);
    for (var entry : ((CharArrayMap<?>) table.get(null)).entrySet()) {
      String word = new String((char[]) entry.getKey());
      String root = (String) field(entry.getValue(), "root");
      String list = (boolean) field(entry.getValue(), "exception") ? "exceptions" : root == null ? "words" : "roots";
      if (list.equals("roots")) {
        answer.withObject("/roots").put(word, root);
      } else {
        answer.withArray("/" + list).add(word);
      }
    }
    System.out.println(json.writeValueAsString(answer));
  }

  private static Object field(Object entry, String name) throws Exception {
    Field field = entry.getClass().getDeclaredField(name);
    field.setAccessible(true);
    return field.get(entry);
  }
}
