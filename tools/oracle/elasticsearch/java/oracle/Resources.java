package oracle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.lucene.util.ResourceLoader;
import org.apache.lucene.util.ResourceLoaderAware;

/** Gives a factory its lists as files. */
final class Resources implements ResourceLoader {
    private final Map<String, String> inline = new HashMap<>();

    Map<String, String> strings(Map<String, ?> args) {
        Map<String, String> strings = new HashMap<>();
        args.forEach((name, value) -> {
            if (value instanceof List<?> list) {
                inline.put("inline-" + name, String.join("\n", list.stream().map(Object::toString).toList()));
                strings.put(name, "inline-" + name);
            } else {
                strings.put(name, value.toString());
            }
        });
        return strings;
    }

    <T> T inform(T factory) throws IOException {
        if (factory instanceof ResourceLoaderAware aware) aware.inform(this);
        return factory;
    }

    @Override
    public InputStream openResource(String name) {
        return new ByteArrayInputStream(inline.get(name).getBytes(StandardCharsets.UTF_8));
    }

    @Override
    public <T> Class<? extends T> findClass(String name, Class<T> expected) {
        try {
            return Class.forName(name).asSubclass(expected);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException(e);
        }
    }

    @Override
    public <T> T newInstance(String name, Class<T> expected) {
        try {
            return findClass(name, expected).getConstructor().newInstance();
        } catch (ReflectiveOperationException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
