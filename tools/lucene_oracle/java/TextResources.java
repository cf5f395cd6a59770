import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.apache.lucene.util.ResourceLoader;

/** The files of a part, given in its description. */
final class TextResources implements ResourceLoader {
  private final JsonNode files;

  TextResources(JsonNode files) {
    this.files = files;
  }

  @Override
  public InputStream openResource(String name) throws IOException {
    if (!files.has(name)) {
      throw new IOException("no resource " + name);
    }
    return new ByteArrayInputStream(files.get(name).asText().getBytes(StandardCharsets.UTF_8));
  }

  @Override
  public <T> Class<? extends T> findClass(String name, Class<T> expected) {
    try {
      return Class.forName(name).asSubclass(expected);
    } catch (ClassNotFoundException error) {
      throw new IllegalStateException(error);
    }
  }
}
